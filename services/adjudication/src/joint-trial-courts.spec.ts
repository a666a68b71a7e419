import { CaseTransferred, IndictmentFiled, PersonRefsMerged } from '@case-timeline/contracts'
import { describe, expect, it } from '@jest/globals'
import {
  assigned,
  causedBy,
  driver,
  held,
  id,
  inJoining,
  inLeading,
  joining,
  leading,
  namesOf,
  scheduled,
} from './joint-trials.fixtures.ts'

const [from, to, successor] = [IndictmentFiled.example.courtId, 'ph-rtc-cebu', 'ph-rtc-manila-2']
const moved = (to: string, reason: string) => ({ from, to, reason })

describe('a joint trial is that of one court', () => {
  const elsewhere = moved(to, 'venue')

  it('so that nothing is carried to a case that went to another one, nor from it', async () => {
    expect(await causedBy('leading', [...leading, assigned], [...joining, inJoining(CaseTransferred, elsewhere)])).toEqual([])
    expect(await causedBy('leading', [...leading, inLeading(CaseTransferred, elsewhere), assigned], joining)).toEqual([])
  })

  it('and goes on after both cases went to the same, with what was recorded before they did', async () => {
    const both = [
      [...leading, inLeading(CaseTransferred, elsewhere)],
      [...joining, inJoining(CaseTransferred, elsewhere)],
    ] as const
    expect(await causedBy('leading', [...both[0], assigned], both[1])).toHaveLength(1)
    const last = await causedBy('joining', [...both[0], assigned, scheduled], both[1])
    expect(namesOf(last)).toEqual(['AssignJudge', 'ScheduleHearing'])
    expect(namesOf(await causedBy('leading', [...leading, assigned, inLeading(CaseTransferred, elsewhere)], both[1]))).toEqual([
      'AssignJudge',
    ])
  })

  it('and of its successor, which gets the cases one after another', async () => {
    const reorganised = moved(successor, 'officeReorganised')
    expect(await causedBy('leading', [...leading, inLeading(CaseTransferred, reorganised), assigned], joining)).toHaveLength(1)
    expect(await causedBy('leading', [...leading, assigned], [...joining, inJoining(CaseTransferred, reorganised)])).toHaveLength(1)
  })

  it('whatever offices of other sectors the cases went to', async () => {
    const ofPolice = { ...inJoining(CaseTransferred, elsewhere), stream: 'investigation.record-1' }
    expect(await causedBy('leading', [...leading, assigned], [...joining, ofPolice])).toHaveLength(1)
  })
})

it('an accused with several references in the case that joined is in its attendance by each of them', async () => {
  const merged = inJoining(PersonRefsMerged, { keptRef: driver, mergedRef: id(51) })
  const charged = joining.map((fact) =>
    fact.type === 'prosecution.ChargeLaid' ? { ...fact, data: { ...(fact.data as object), accusedRef: id(51) } } : fact,
  )
  const [heard] = await causedBy('leading', [...leading, scheduled, held], [...charged, merged])
  expect(heard).toMatchObject({ HoldHearing: { attendance: [{ capacity: 'judge' }, { personRef: driver, capacity: 'accused' }] } })
})
