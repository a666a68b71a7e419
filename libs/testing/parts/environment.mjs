import { TestEnvironment } from 'jest-environment-node'

/** Of the parts (decision 63): lets a file load specifications, each in a block with its name. */
export default class PartEnvironment extends TestEnvironment {
  #state
  #shared = new Map()

  async setup() {
    await super.setup()
    this.global.loadInBlock = async (name, load) => {
      const outer = this.#state.currentDescribeBlock
      this.global.describe(name, () => {})
      this.#state.currentDescribeBlock = outer.children.at(-1)
      await load()
      this.#state.currentDescribeBlock = outer
    }
    /** Starts what several specifications of the part use, once. It is stopped after the last of them. */
    this.global.sharedInPart = (name, start) => {
      if (!this.#shared.has(name)) this.#shared.set(name, start())
      return this.#shared.get(name)
    }
  }

  async handleTestEvent(event, state) {
    this.#state = state
    if (event.name !== 'run_finish') return
    for (const started of await Promise.allSettled(this.#shared.values())) await started.value?.stop()
  }
}
