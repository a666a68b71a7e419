import {
  ChargeLaid,
  CourtCaseRegistered,
  HearingHeld,
  HearingScheduled,
  IndictmentFiled,
  JoinderAgreed,
  JudgeAssigned,
  type EventType,
} from '@case-timeline/contracts'
import type { StoredEvent } from '@case-timeline/event-store'
import { storedCase } from '@case-timeline/event-store/fixtures'
import { commandsOfJointTrial } from './joint-trials.ts'

export const id = (last: number): string => `00000000-0000-4000-8000-${String(last).padStart(12, '0')}`
export const [leadingId, joiningId, leadingIndictment, joinedIndictment, hearingId] = [id(1), id(2), id(3), id(4), id(5)]
export const [judge, boss, driver, victim, interpreter] = [id(11), id(12), id(13), id(14), id(15)]
export const [charge, laterCharge, partId] = [id(21), id(22), id(23)]

export type Given = Parameters<typeof storedCase>[1]
export const factIn =
  (caseId: string) =>
  (type: EventType, data: object = {}): Given => ({
    type: type.type,
    stream: `${type.type.startsWith('prosecution') ? 'prosecution.case' : 'adjudication.courtCase'}-${caseId}`,
    data: { ...(type.example as object), ...data },
  })
export const [inLeading, inJoining] = [factIn(leadingId), factIn(joiningId)]

export const agreed = inLeading(JoinderAgreed, { indictmentId: leadingIndictment, otherCaseId: joiningId })
export const leading: readonly Given[] = [
  inLeading(IndictmentFiled, { indictmentId: leadingIndictment, chargeIds: [charge] }),
  inLeading(CourtCaseRegistered, { indictmentId: leadingIndictment }),
  agreed,
]
export const registered = inJoining(CourtCaseRegistered, { indictmentId: joinedIndictment })
export const joined = (changes: object = {}): Given =>
  inJoining(IndictmentFiled, {
    indictmentId: joinedIndictment,
    chargeIds: [laterCharge],
    joinedTo: { caseId: leadingId, indictmentId: leadingIndictment },
    ...changes,
  })
export const laid = inJoining(ChargeLaid, { chargeId: laterCharge, accusedRef: driver })
export const joining: readonly Given[] = [laid, joined(), registered]

export const assigned = inLeading(JudgeAssigned, { judgeRefs: [judge], bench: 'single' })
export const scheduled = inLeading(HearingScheduled, {
  hearingId,
  interpreters: [{ language: 'ceb', interpreterRef: interpreter }],
  toBeHeard: [victim],
  accommodations: ['screen'],
})
export const attendance = [
  { personRef: judge, capacity: 'judge' },
  { personRef: boss, capacity: 'accused' },
  { personRef: driver, capacity: 'accused' },
  { personRef: victim, capacity: 'witness' },
]
export const held = inLeading(HearingHeld, { hearingId, attendance, closed: true })

/** What the last event of one of two cases causes, with the commands by name. */
export const causedBy = async (
  last: 'leading' | 'joining',
  inLead: readonly Given[],
  inJoin: readonly Given[],
  older: readonly StoredEvent[] = [],
) => {
  const histories = new Map<string, readonly StoredEvent[]>([
    [leadingId, older.length > 0 ? older : storedCase(leadingId, ...inLead)],
    [joiningId, storedCase(joiningId, ...inJoin)],
  ])
  const event = histories.get(last === 'leading' ? leadingId : joiningId)?.at(-1)
  if (event === undefined) throw new Error('no event')
  const commands = await commandsOfJointTrial(event, (caseId) => Promise.resolve(histories.get(caseId) ?? []))
  return commands.map(({ caseId, command, data, target }) => ({ caseId, [command.name]: data, ...(target && { target }) }))
}

/** The commands by name. */
export const namesOf = (caused: readonly object[]) => caused.map((command) => Object.keys(command)[1])
