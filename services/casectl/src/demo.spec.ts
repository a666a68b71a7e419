import { describe, expect, it } from '@jest/globals'
import { actsOf, problemsOf, scenario, fullScenario } from './demo.ts'

const demo = new URL('../../../deploy/demo/scam-compound.json', import.meta.url)

describe('the demo scenario and its follow-up', () => {
  it('send only commands that exist, with bodies that their schemas accept', async () =>
    expect(problemsOf(await fullScenario())).toEqual([]))

  it('are divided into acts with at most one series of steps per sector, without losing a step', async () => {
    const fullDemo = await fullScenario()
    const acts = actsOf(fullDemo)
    expect(acts.flatMap(({ steps }) => steps)).toEqual(fullDemo.steps)
    for (const { steps } of acts) {
      const sectorIndexes = steps.map(({ as }) => fullDemo.personas[as]?.sector).filter((sector, index, all) => sector !== all[index - 1])
      expect(new Set(sectorIndexes).size).toBe(sectorIndexes.length)
    }
  })

  it('are checked, and an invalid body is reported with its step and path', async () => {
    const written = await scenario(demo)
    const [open, ...others] = written.steps
    if (!open) throw new Error('the demo has no steps')
    expect(problemsOf({ ...written, steps: [{ ...open, data: { source: 'hearsay' } }, ...others] })[0]).toMatch(/^open: data\.source: /)
  })
})
