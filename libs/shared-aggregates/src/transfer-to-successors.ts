import { lastOfficeChangeIn, lastSuccessorOf, officeIn, type RegisteredOffice } from '@case-timeline/access'
import { type AgencyId, caseRecordCommandsOf, type CaseRecordService } from '@case-timeline/contracts'
import { handle } from '@case-timeline/commands'
import { commandIdForReaction, historyOf } from '@case-timeline/event-store'
import { CASE_FILES } from '@case-timeline/lists'
import { eachApart, type JobContext, type ScheduledJob } from '@case-timeline/service-kit'
import { caseRecordStreams } from './case-record/case-record.stream.ts'

const MAX_PER_RUN = 200

interface CaseOfOffice {
  readonly caseId: string
  readonly officeId: AgencyId
  /** Whether the office has the case; otherwise it takes part in it. */
  readonly hasIt: boolean
}

/** The cases of offices in which their successors do not take part yet. */
const casesOf = ({ db }: JobContext, successors: ReadonlyMap<AgencyId, AgencyId>): Promise<CaseOfOffice[]> =>
  db.query(
    `select file.case_id as "caseId", succeeded.office_id as "officeId", file.office = succeeded.office_id as "hasIt"
      from unnest($1::text[], $2::text[]) succeeded (office_id, successor)
      join ${CASE_FILES} file on file.agencies @> array[succeeded.office_id]
      where file.office = succeeded.office_id or not file.agencies @> array[succeeded.successor]
      order by file.since, file.case_id limit ${MAX_PER_RUN}`,
    [[...successors.keys()], [...successors.values()]],
  )

const carryOn = async (
  sector: CaseRecordService,
  { context }: JobContext,
  { caseId, officeId, hasIt }: CaseOfOffice,
  successor: AgencyId,
  { confirmation }: RegisteredOffice,
) => {
  const { TransferCase, AdmitOffice } = caseRecordCommandsOf(sector)
  const name = hasIt ? TransferCase.name : AdmitOffice.name
  const cause = confirmation?.id ?? ''
  const basis = cause
  const history = historyOf(await context.store.readCase(caseId))
  const named = officeIn(history, sector)
  // The view has yet to see that the case went on, or that the successor takes part.
  const isAdmitted = history.facts('case.OfficeAdmitted').some(({ data }) => data.inPlaceOf === officeId && data.office === successor)
  if (hasIt ? named !== undefined && named !== officeId : isAdmitted) return
  // A case that comes back to the office goes on once more, by another command.
  const occasion = `${caseId} ${officeId} ${lastOfficeChangeIn(history) ?? ''}`
  const transferId = commandIdForReaction(`${sector}.successors`, cause, occasion)
  await handle(context, caseRecordStreams[sector], {
    caseId,
    name,
    body: {
      data: hasIt
        ? { transferId, to: successor, reason: 'officeReorganised', basis, handoverList: [] }
        : { office: successor, capacity: 'successor', inPlaceOf: officeId, basis },
    },
    actor: { userId: `system.${sector}.successors`, agencyId: officeId, role: 'system' },
    commandId: commandIdForReaction(`${sector}.successors`, cause, `${name} ${occasion}`),
    retryable: true,
    correlationId: cause,
    causationId: cause,
    jurisdiction: confirmation?.envelope.jurisdiction ?? '',
  })
}

/**
 * Gives the cases of a reorganised office to its successor, one event for each case, a limited number in a run: the view
 * of case files shows what was recorded, and the next run continues. What is addressed to the office afterwards goes on,
 * too.
 */
export const transferToSuccessors = (sector: CaseRecordService): ScheduledJob => ({
  name: 'successors',
  everySeconds: 10,
  run: async (jobContext) => {
    const registered = await jobContext.offices(jobContext.context.store.recentEnd())
    const successors = new Map(
      [...registered.values()]
        .filter((office) => office.sector === sector)
        .flatMap(({ officeId }) => {
          const successor = lastSuccessorOf(registered, officeId)
          return successor === undefined ? [] : [[officeId, successor] as const]
        }),
    )
    if (successors.size === 0) return
    await eachApart(await casesOf(jobContext, successors), jobContext.signal, async (found) => {
      const [office, successor] = [registered.get(found.officeId), successors.get(found.officeId)]
      if (office && successor !== undefined) await carryOn(sector, jobContext, found, successor, office)
    })
  },
})
