import { type Actor, comparePositions, type Imported, RecordExternalFact, type ServiceName } from '@case-timeline/contracts'
import { isAfter } from '@case-timeline/decider'
import {
  type Aggregate,
  type Answer,
  type CommandContext,
  type EarlierAnswer,
  earlierAnswer,
  handle,
  recordedCommandsIn,
  type SubmittedCommand,
} from '@case-timeline/commands'
import { commandIdOfExternal, commandIdOfOpening, commandIdOfRow } from './identity.ts'
import type { Mapping } from './mapping.ts'
import type { RowRule } from './compile.ts'
import type { Plan } from './plan.ts'
import type { RowOutcome, RowReport } from './report.ts'
import { MAX_TRIES, pauseAfter, untilStoreRecovers } from './store-recovers.ts'

type Command = NonNullable<Plan['command']>

/** The final answers to a command of an import: conflicts with other writers are retried. */
type FinalAnswer = Exclude<Answer, { outcome: 'stale' | 'conflict' }> | EarlierAnswer

/** Who records, and how the record says that it was imported. */
interface Origin {
  readonly actor: Actor
  readonly imported: Imported
}

const submitted = async (attempt: () => Promise<Answer | EarlierAnswer>, caseId: string | undefined): Promise<FinalAnswer> => {
  for (let tries = 1; ; tries++) {
    const answer = await untilStoreRecovers(attempt)
    if (answer.outcome !== 'conflict' && answer.outcome !== 'stale') return answer
    if (tries === MAX_TRIES)
      throw new Error(`other writers kept changing the case ${caseId}: stop them, and run the same import again to continue`)
    await pauseAfter(tries)
  }
}

/**
 * Records the planned rows of a log, each through the decider of its service.
 * @param begunAt the last position of the log when the import began
 */
export const recorder = (
  contexts: Readonly<Record<ServiceName, CommandContext>>,
  aggregates: readonly Aggregate[],
  mapping: Mapping,
  begunAt: string,
) => {
  const { source, jurisdiction, importer, time } = mapping
  const externalFactAggregate = aggregates.find(({ commands }) => Object.hasOwn(commands, RecordExternalFact.name))
  if (!externalFactAggregate)
    throw new Error(`no aggregate accepts ${RecordExternalFact.name}: rows without a command could not be recorded`)
  const recordedIn = recordedCommandsIn(contexts.auditTrail.store)
  const submit = (context: CommandContext, aggregate: Aggregate, command: SubmittedCommand): Promise<FinalAnswer> =>
    submitted(async () => {
      const { caseId = '' } = command
      const earlier = earlierAnswer(await recordedIn(caseId), context, aggregate, command)
      if (earlier) return earlier
      // One reading of the case has the stream, too: it need not be read to decide the first command of the stream.
      return handle(context, aggregate, { ...command, readAtAdmission: await context.memory.readCase(caseId) })
    }, command.caseId)
  /** A command that this import recorded is answered so, too, when its first answer was lost and it was sent again. */
  const wasRecordedBefore = (answer: FinalAnswer): boolean =>
    answer.outcome === 'duplicate' && comparePositions(answer.firstPosition, begunAt) <= 0
  const asReported = mapping.asReported ? { asReported: true as const } : {}
  /** Who records the row of a rule: its agency only with a mandate, otherwise the importer. */
  const originOf = ({ agencyId, mandate, asReported: isAsReported }: RowRule): Origin => ({
    actor: mandate === undefined ? importer : { ...importer, agencyId },
    imported: { source, agencyId, ...(mandate === undefined ? {} : { mandate }), ...(isAsReported ? { asReported: true } : {}) },
  })
  const commandFrom = (
    caseId: string,
    commandId: string,
    name: string,
    origin: Origin,
    data: unknown,
    occurredAt?: string,
  ): SubmittedCommand => ({
    caseId,
    name,
    body: { ...(occurredAt === undefined ? {} : { occurredAt, occurredZone: time.zone }), data },
    ...origin,
    commandId,
    retryable: true,
    correlationId: `import:${commandId}`,
    jurisdiction,
  })

  /**
   * Records a row as an external fact. Unless it is recorded as reported, a rule refuses a date in the future: it is
   * kept only as an attribute.
   */
  const recordExternalFact = async (plan: Plan): Promise<FinalAnswer> => {
    const context = contexts[externalFactAggregate.service]
    const isInFuture = plan.occurredAt !== undefined && isAfter(plan.occurredAt, time.zone, context.now())
    const date = isInFuture && !mapping.asReported ? undefined : plan.occurredAt
    const origin: Origin = { actor: importer, imported: { source, ...asReported } }
    const commandId = commandIdOfExternal(source, plan.sourceId)
    return submit(context, externalFactAggregate, commandFrom(plan.caseId, commandId, RecordExternalFact.name, origin, plan.external, date))
  }

  const recordedAsExternal = async (plan: Plan, outcome: RowOutcome): Promise<RowOutcome> => {
    const answer = await recordExternalFact(plan)
    if ('rule' in answer)
      throw new Error(`line ${plan.line} cannot be recorded as an external fact: ${answer.rule.id}, ${answer.rule.sentence}`)
    if (wasRecordedBefore(answer)) return { outcome: 'duplicate' }
    return answer.outcome === 'appended' || answer.outcome === 'duplicate' ? outcome : { outcome: 'changed' }
  }

  const outcomeOf = async (plan: Plan): Promise<RowOutcome> => {
    if (plan.rejected) return { outcome: 'rejected', reason: 'the row belongs to no case', ...plan.unreadable }
    if (plan.unreadable) return recordedAsExternal(plan, { outcome: 'unreadable', ...plan.unreadable })
    if (!plan.command) return recordedAsExternal(plan, { outcome: 'external' })
    const { rule, data } = plan.command
    const commandId = commandIdOfRow(source, plan.sourceId)
    const recorded = await untilStoreRecovers(() => recordedIn(plan.caseId))
    // The command recorded nothing in an earlier run: it is not decided again.
    if (recorded.size > 0 && !recorded.has(commandId) && recorded.has(commandIdOfExternal(source, plan.sourceId)))
      return recordedAsExternal(plan, { outcome: 'external' })
    const command = commandFrom(plan.caseId, commandId, rule.command.name, originOf(rule), data, plan.occurredAt)
    const answer = await submit(contexts[rule.aggregate.service], rule.aggregate, command)
    switch (answer.outcome) {
      case 'appended':
        // A command that changes nothing records no event: without an external fact the row would be lost.
        return answer.ids.length > 0
          ? { outcome: 'recorded', warnings: answer.warnings }
          : recordedAsExternal(plan, { outcome: 'external' })
      case 'duplicate':
        return wasRecordedBefore(answer)
          ? { outcome: 'duplicate' }
          : { outcome: 'recorded', warnings: 'warnings' in answer ? answer.warnings : [] }
      case 'id-clash':
        return { outcome: 'changed' }
      // An import has no second person: the agency approves the request, or the row remains an external fact.
      case 'awaits-approval':
        return recordedAsExternal(plan, { outcome: 'external' })
      case 'refused':
        return recordedAsExternal(plan, { outcome: rule.asReported ? 'external' : 'refused', rule: answer.rule.id })
    }
  }

  return {
    row: async (plan: Plan): Promise<RowReport> => ({
      line: plan.line,
      ...(plan.rejected ? {} : { caseId: plan.caseId }),
      ...(await outcomeOf(plan)),
    }),
    opening: async (caseName: string, caseId: string, { rule, data }: Command): Promise<'recorded' | 'duplicate' | 'refused'> => {
      const commandId = commandIdOfOpening(source, caseName, `${rule.aggregate.service}.${rule.command.name}`)
      const command = commandFrom(caseId, commandId, rule.command.name, originOf(rule), data)
      const answer = await submit(contexts[rule.aggregate.service], rule.aggregate, command)
      if (answer.outcome === 'refused') return 'refused'
      return answer.outcome === 'appended' || (answer.outcome === 'duplicate' && !wasRecordedBefore(answer)) ? 'recorded' : 'duplicate'
    },
  }
}
