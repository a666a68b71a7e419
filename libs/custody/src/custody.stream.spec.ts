import {
  adjudicationDetention,
  investigationDetention,
  NonPunishmentAssessed,
  prosecutionDetention,
  prosecutionDetentionCommands,
  VictimSuspectConflictFlagged,
  type EventType,
} from '@case-timeline/contracts'
import { commanded } from '@case-timeline/decider/fixtures'
import { storedCase } from '@case-timeline/event-store/fixtures'
import { describe, expect, it } from '@jest/globals'
import { custodyStreamOf } from './custody.stream.ts'

const mai = '11111111-1111-4111-8111-111111111111'
const trader = '22222222-2222-4222-8222-222222222222'
const caseId = '99999999-9999-4999-8999-999999999999'
const custody = custodyStreamOf('prosecution')
const { ExtendDetention } = prosecutionDetentionCommands

const told = ({ type, example }: EventType, personRef = mai) => ({
  type,
  stream: `${type.split('.')[0]}.any-1`,
  data: { ...(example as object), personRef },
})
const read = (...facts: ReturnType<typeof told>[]) =>
  custody.known?.(
    storedCase(caseId, ...facts),
    commanded(
      ExtendDetention,
      { ...ExtendDetention.example, personRef: mai },
      { caseExists: true, heldElsewhere: false, conflictIsOpen: false },
    ),
  )

describe('the stream of one person’s custody', () => {
  it('is named after the case and the person', () =>
    expect(custody.streamId(caseId, { ...ExtendDetention.example, personRef: mai })).toBe(`${caseId}~${mai}`))

  it('holds the events of its own service only', () =>
    expect(custody.events).toEqual([
      prosecutionDetention.DetentionOrdered,
      prosecutionDetention.DetentionExtended,
      prosecutionDetention.DetentionEnded,
    ]))
})

describe('what a detention reads of the case', () => {
  it('whether the case exists', () => {
    expect(read()?.known).toMatchObject({ caseExists: false })
    expect(read(told(investigationDetention.DetentionOrdered, trader))?.known).toMatchObject({ caseExists: true })
  })

  it('whether another service holds that person', () => {
    const { DetentionOrdered, DetentionExtended, DetentionEnded } = investigationDetention
    expect(read(told(DetentionOrdered))?.known).toMatchObject({ heldElsewhere: true })
    expect(read(told(DetentionOrdered, trader))?.known).toMatchObject({ heldElsewhere: false })
    expect(read(told(DetentionOrdered), told(DetentionEnded))?.known).toMatchObject({ heldElsewhere: false })
    expect(read(told(DetentionOrdered), told(DetentionExtended))?.known).toMatchObject({ heldElsewhere: true })
    expect(read(told(DetentionEnded), told(adjudicationDetention.DetentionOrdered))?.known).toMatchObject({ heldElsewhere: true })
    expect(read(told(prosecutionDetention.DetentionOrdered))?.known).toMatchObject({ heldElsewhere: false })
  })

  it('whether she is flagged as victim and suspect at once, and non-punishment is not assessed', () => {
    expect(read(told(VictimSuspectConflictFlagged))?.known).toMatchObject({ conflictIsOpen: true })
    expect(read(told(VictimSuspectConflictFlagged, trader))?.known).toMatchObject({ conflictIsOpen: false })
    expect(read(told(VictimSuspectConflictFlagged), told(NonPunishmentAssessed))?.known).toMatchObject({ conflictIsOpen: false })
  })

  it('and what it read goes into its basis', () =>
    expect(read(told(VictimSuspectConflictFlagged), told(investigationDetention.DetentionOrdered, trader))?.read).toHaveLength(1))
})
