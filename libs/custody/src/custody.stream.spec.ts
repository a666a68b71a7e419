import {
  adjudicationDetention,
  ChargeLaid,
  ChargeWithdrawn,
  ForeignIdentificationRecognised,
  investigationDetention,
  NonPunishmentAssessed,
  prosecutionDetention,
  prosecutionDetentionCommands,
  VerdictDelivered,
  VictimStatusDetermined,
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
const read = (...facts: Parameters<typeof storedCase>[1][]) =>
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

  it('who ordered what is prolonged: the last order, of any service, that did not begin later', () => {
    const { from } = ExtendDetention.example
    const order = (type: EventType, authority: string, since: string) => {
      const one = told(type)
      return { ...one, data: { ...one.data, authority, from: since } }
    }
    const police = order(investigationDetention.DetentionOrdered, 'POLICE', '2016-01-01')
    const own = order(prosecutionDetention.DetentionOrdered, 'PROSECUTION', from)
    const later = order(adjudicationDetention.DetentionOrdered, 'DISTRICT_COURT', '2030-01-01')
    expect(read(police, own, told(prosecutionDetention.DetentionExtended), later)?.known).toMatchObject({ orderedBy: 'PROSECUTION' })
    expect(read(police)?.known).toMatchObject({ orderedBy: 'POLICE' })
    expect(read(told(prosecutionDetention.DetentionExtended))?.known).toMatchObject({ orderedBy: undefined })
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

  it('an assessment of what she owes an administration leaves her a suspect', () => {
    const administrative = {
      ...told(NonPunishmentAssessed),
      data: { ...NonPunishmentAssessed.example, personRef: mai, liability: 'administrative' },
    }
    expect(read(told(VictimSuspectConflictFlagged), administrative)?.known).toMatchObject({ conflictIsOpen: true })
  })

  it('when a court decided the last charge against her, if she was found guilty of nothing', () => {
    const charge = (chargeId: string) => ({ ...told(ChargeLaid), data: { ...ChargeLaid.example, accusedRef: mai, chargeId } })
    const verdict = (chargeId: string, verdict: string, occurredAt: string) => ({
      ...told(VerdictDelivered),
      data: { ...VerdictDelivered.example, accusedRef: mai, chargeId, verdict },
      occurredAt,
    })
    const [first, second] = [charge(mai), charge(trader)]
    const acquittal = verdict(mai, 'notGuilty', '2026-09-15')
    expect(read(first, acquittal)?.known).toMatchObject({ acquittedAt: '2026-09-15' })
    expect(read(first, second, acquittal)?.known).toMatchObject({ acquittedAt: undefined })
    expect(read(first, second, acquittal, verdict(trader, 'dismissed', '2026-10'))?.known).toMatchObject({ acquittedAt: '2026-10' })
    expect(read(first, second, acquittal, verdict(trader, 'guilty', '2026-10'))?.known).toMatchObject({ acquittedAt: undefined })
  })

  it('no conflict is open once it was found that she is no victim', () => {
    const none = {
      ...told(VictimStatusDetermined),
      data: { ...VictimStatusDetermined.example, personRef: mai, status: 'NotAVictimOfTrafficking' },
    }
    expect(read(told(VictimSuspectConflictFlagged), none)?.known).toMatchObject({ conflictIsOpen: false })
    expect(read(told(VictimSuspectConflictFlagged), none, told(ForeignIdentificationRecognised))?.known).toMatchObject({
      conflictIsOpen: true,
    })
  })

  it('a withdrawn charge needs no verdict', () => {
    const laid = { ...told(ChargeLaid), data: { ...ChargeLaid.example, accusedRef: mai } }
    const other = { ...laid, data: { ...laid.data, chargeId: trader } }
    const verdict = {
      ...told(VerdictDelivered),
      data: { ...VerdictDelivered.example, chargeId: laid.data.chargeId, accusedRef: mai, verdict: 'notGuilty' },
      occurredAt: '2026-09-15',
    }
    const withdrawal = { ...told(ChargeWithdrawn), data: { ...ChargeWithdrawn.example, chargeId: trader } }
    expect(read(laid, other, verdict, withdrawal)?.known).toMatchObject({ acquittedAt: '2026-09-15' })
  })

  it('and what it read goes into its basis', () =>
    expect(read(told(VictimSuspectConflictFlagged), told(investigationDetention.DetentionOrdered, trader))?.read).toHaveLength(1))
})
