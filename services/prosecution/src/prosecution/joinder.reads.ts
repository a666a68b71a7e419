import { agreedJoinders, casesUnchanged, storedOf, type CaseHistory, type LinkedCases, type Reading } from '@case-timeline/casework'
import type { MoreToRead, UnreadCommand } from '@case-timeline/commands'
import { charging } from './charged-once.reads.ts'
import type { FileIndictment, KnownIndicting, KnownLinks } from './prosecution.commands.ts'

type UnreadIndictment = UnreadCommand<FileIndictment>

export const isJoined = ({ data: { joinedTo } }: UnreadIndictment): boolean => joinedTo !== undefined

/** The cases with which the case is linked; what they contain is not read. */
export const links = (history: CaseHistory, _: object, { linked }: MoreToRead): Reading<KnownLinks> => ({
  known: { linkedCases: (linked?.cases ?? []).flatMap(({ caseId }) => caseId ?? []) },
  read: storedOf(history.facts('case.CasesLinked', 'case.CasesUnlinked')),
  guards: linked && [casesUnchanged(linked, 'case.CasesLinked', 'case.CasesUnlinked', 'case.EventRetracted', 'case.EventCorrected')],
})

/** Whether the case that leads agreed, for its indictment before the same court. */
const isAgreed = ({ courtId, joinedTo }: UnreadIndictment['data'], caseId: string | undefined, { cases }: LinkedCases): boolean => {
  const leading = cases.find((one) => one.caseId !== undefined && one.caseId === joinedTo?.caseId)
  if (caseId === undefined || leading === undefined || joinedTo === undefined) return false
  const { indictmentId } = joinedTo
  return (
    agreedJoinders(leading, caseId).some(({ data }) => data.indictmentId === indictmentId) &&
    leading.facts('prosecution.IndictmentFiled').some(({ data }) => data.indictmentId === indictmentId && data.courtId === courtId)
  )
}

/** What is read before a person is charged; of the case to which the charges are joined, only whether it agreed. */
export const indicting = (history: CaseHistory, command: UnreadIndictment, { linked }: MoreToRead): Reading<KnownIndicting> => {
  const reading = charging(history, command)
  if (!isJoined(command) || linked === undefined) return reading
  return {
    known: { ...reading.known, joinderIsAgreed: isAgreed(command.data, history.caseId, linked) },
    // Nothing of the other case is in the basis.
    read: [...reading.read, ...storedOf(history.facts('case.CasesLinked', 'case.CasesUnlinked'))],
    guards: [
      ...(reading.guards ?? []),
      casesUnchanged(
        linked,
        'case.CasesLinked',
        'case.CasesUnlinked',
        'case.EventRetracted',
        'case.EventCorrected',
        'prosecution.JoinderAgreed',
        'adjudication.JoinderEnded',
      ),
    ],
  }
}
