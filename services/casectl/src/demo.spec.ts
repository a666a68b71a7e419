import { describe, expect, it } from '@jest/globals'
import { faultsOf, scenario } from './demo.ts'

const demo = new URL('../../../deploy/demo/scam-compound.json', import.meta.url)

describe('the demo case', () => {
  it('asks only for commands that exist, with bodies that their schemas accept', async () =>
    expect(faultsOf(await scenario(demo))).toEqual([]))

  it('a fault in a scenario is named by its step and its place in the body', async () => {
    const written = await scenario(demo)
    const [open, ...others] = written.steps
    if (!open) throw new Error('the demo has no steps')
    expect(faultsOf({ ...written, steps: [{ ...open, data: { source: 'hearsay' } }, ...others] })[0]).toMatch(/^open: data\.source: /)
  })
})
