import { readFile } from 'node:fs/promises'
import { describe, expect, it } from '@jest/globals'
import { actsOf, fullScenario, problemsOf, scenario, sumOf } from './demo.ts'

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

  it('have as many commands, refusals and approvals as the README and the changelog say', async () => {
    const { steps } = await scenario(demo)
    const textOf = (page: string) => readFile(new URL(`../../../${page}`, import.meta.url), 'utf8')
    const waiting = steps.filter(({ awaitsApproval }) => awaitsApproval).length
    const refused = steps.filter(({ refusedBy }) => refusedBy !== undefined).length
    const sum = `${steps.length} commands, of which ${refused} are refused and ${waiting} wait for a second person`
    expect(await textOf('README.md')).toContain(`complete the case: ${sum}`)
    expect(await textOf('CHANGELOG.md')).toContain(`The demo case has ${steps.length} commands.`)
  })

  it('are summed up so that each command is counted in one outcome', () =>
    expect(sumOf({ recorded: 119, refused: 8, waiting: 2 })).toBe(
      '129 commands, of which 119 recorded, 8 refused by a rule and 2 waiting for the approval of a second person',
    ))

  it('are checked, and an invalid body is reported with its step and path', async () => {
    const written = await scenario(demo)
    const [open, ...others] = written.steps
    if (!open) throw new Error('the demo has no steps')
    expect(problemsOf({ ...written, steps: [{ ...open, data: { source: 'hearsay' } }, ...others] })[0]).toMatch(/^open: data\.source: /)
  })
})
