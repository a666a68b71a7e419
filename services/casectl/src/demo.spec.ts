import { describe, expect, it } from '@jest/globals'
import { actsOf, faultsOf, scenario, story } from './demo.ts'

const demo = new URL('../../../deploy/demo/scam-compound.json', import.meta.url)

describe('the demo case, and what may follow on it', () => {
  it('asks only for commands that exist, with bodies that their schemas accept', async () => expect(faultsOf(await story())).toEqual([]))

  it('comes in acts in which each sector has its turn once, and is whole', async () => {
    const whole = await story()
    const acts = actsOf(whole)
    expect(acts.flatMap(({ steps }) => steps)).toEqual(whole.steps)
    for (const { steps } of acts) {
      const turns = steps.map(({ as }) => whole.personas[as]?.sector).filter((sector, index, all) => sector !== all[index - 1])
      expect(new Set(turns).size).toBe(turns.length)
    }
  })

  it('a fault in a scenario is named by its step and its place in the body', async () => {
    const written = await scenario(demo)
    const [open, ...others] = written.steps
    if (!open) throw new Error('the demo has no steps')
    expect(faultsOf({ ...written, steps: [{ ...open, data: { source: 'hearsay' } }, ...others] })[0]).toMatch(/^open: data\.source: /)
  })
})
