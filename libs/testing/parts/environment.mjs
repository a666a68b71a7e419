import { TestEnvironment } from 'jest-environment-node'

/** Of the parts (decision 63): lets a file load specifications, each in a block with its name. */
export default class PartEnvironment extends TestEnvironment {
  #state

  async setup() {
    await super.setup()
    this.global.loadInBlock = async (name, load) => {
      const outer = this.#state.currentDescribeBlock
      this.global.describe(name, () => {})
      this.#state.currentDescribeBlock = outer.children.at(-1)
      await load()
      this.#state.currentDescribeBlock = outer
    }
  }

  handleTestEvent(event, state) {
    this.#state = state
  }
}
