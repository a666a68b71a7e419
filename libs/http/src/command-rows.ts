import { type Admission, type CaseGate, Denied, NO_SUCH_CASE } from '@case-timeline/access'
import {
  type Aggregate,
  type Answer,
  appendInOrder,
  type CommandContext,
  firstAnswersIn,
  handle,
  streamOf,
  type SubmittedCommand,
} from '@case-timeline/commands'
import {
  type BulkAnswer,
  bulkRow,
  type CommandBody,
  type CommandType,
  comparePositions,
  parseSent,
  ProblemDocument,
  type RowOutcome,
} from '@case-timeline/contracts'
import type { CommandResult } from './command-result.ts'
import { malformed, problemOf, type ShapeIssue } from './problem-of.ts'
import { Problem, type ProblemKind } from './problem.ts'
import { callerOf, isDecidedAtOnce, type RequestContext, staysAdmitted } from './request-context.ts'

/** What the handling of a row shares with that of a command sent alone. */
export interface RowHandling {
  readonly context: CommandContext
  readonly cases: CaseGate
  /** The command of a row, with the members that the service makes. @throws Problem, SubjectErased, VaultUnavailable */
  prepared(commandType: CommandType, requestContext: RequestContext, body: CommandBody<unknown>): Promise<SubmittedCommand>
  /** Decides as long as the user is admitted to the case. @throws Denied */
  decided(
    requestContext: RequestContext,
    command: SubmittedCommand,
    attempt: (command: SubmittedCommand) => Promise<Answer>,
  ): Promise<Answer>
  /** @throws Problem for all but a recorded command, or one that waits for approval */
  resultOf(requestContext: RequestContext, body: CommandBody<unknown>, answer: Answer): Promise<CommandResult>
}

interface Row {
  readonly place: number
  readonly key: string
  readonly body: CommandBody<unknown>
}

type Admitted = Pick<Admission, 'guard' | 'readCase'>

interface Prepared {
  readonly row: Row
  readonly command: SubmittedCommand
}

/** A row that was handled so far: `Prepared` needs a decision of its own, or one after such a row. */
type Handled = Prepared | { readonly row: Row; readonly answer: Answer } | { readonly row: Row; readonly error: unknown }

/** The maximum number of rows that are decided together, on one reading of the case. */
const MAX_TOGETHER = 50

/** Problems that pass: the same row may be answered later. */
const PASSING: readonly ProblemKind[] = ['unavailable', 'overloaded', 'stream-busy']
/** Those of them that meet every row. */
const HALTING: readonly ProblemKind[] = ['unavailable', 'overloaded']

const invalid = (place: number, key: unknown, issues: readonly ShapeIssue[]): RowOutcome => {
  const { message, members } = malformed(issues.map((issue) => ({ ...issue, path: ['rows', place, ...(issue.path ?? [])] })))
  const errors = members['errors'] as Extract<RowOutcome, { outcome: 'invalid' }>['errors']
  return { row: place, ...(typeof key === 'string' ? { key } : {}), outcome: 'invalid', detail: message, errors }
}

/** The rows that the command accepts, and the outcomes of all others. */
const readRows = (commandType: CommandType, sent: readonly unknown[]) => {
  const schema = bulkRow(commandType)
  const placeOfKey = new Map<string, number>()
  const rows: Row[] = []
  const outcomes: RowOutcome[] = []
  for (const [place, one] of sent.entries()) {
    const { data, error } = parseSent(schema, one)
    if (!data) {
      const { success, data: key } = schema.shape.key.safeParse((one as { readonly key?: unknown } | null)?.key)
      outcomes.push(invalid(place, success ? key : undefined, error.issues))
      continue
    }
    const { key, ...body } = data
    const first = placeOfKey.get(key)
    if (first === undefined) rows.push({ place, key, body })
    else outcomes.push(invalid(place, key, [{ path: ['key'], message: `is the key of row ${first}, too: give each row its own` }]))
    placeOfKey.set(key, first ?? place)
  }
  return { rows, outcomes }
}

/** Rows in their order, in groups that are decided together. */
const groupsOf = (rows: readonly Row[]): readonly (readonly Row[])[] =>
  Array.from({ length: Math.ceil(rows.length / MAX_TOGETHER) }, (_, group) => rows.slice(group * MAX_TOGETHER, (group + 1) * MAX_TOGETHER))

const notRecorded = ({ place, key }: Row, problem: Problem, { correlationId }: RequestContext): RowOutcome => {
  if (problem.kind === 'refused-by-rule') {
    const { rule, about, source, facts, factsLeftOut } = problem.members as Pick<
      Extract<RowOutcome, { outcome: 'refused' }>,
      'rule' | 'about' | 'source' | 'facts' | 'factsLeftOut'
    >
    const leftOut = factsLeftOut === undefined ? {} : { factsLeftOut }
    const ofKind = about === undefined ? {} : { about }
    return { row: place, key, outcome: 'refused', rule, ...ofKind, source, detail: problem.message, facts, ...leftOut }
  }
  const outcome = PASSING.includes(problem.kind) ? 'unanswered' : 'failed'
  return { row: place, key, outcome, problem: ProblemDocument.parse(problem.toBody(correlationId)) }
}

const recorded = ({ place, key }: Row, { approval, ...result }: CommandResult, isRepeated: boolean): RowOutcome => {
  const members = { row: place, key, ...result, events: [...result.events], warnings: [...result.warnings] }
  if (approval) return { ...members, outcome: 'awaitsApproval', approval }
  return { ...members, outcome: 'recorded', ...(isRepeated ? { repeated: true } : {}) }
}

/**
 * Decides many commands of one kind for one case. Up to fifty rows are decided on one reading of the case and recorded
 * together; those about one stream one after another, each on what the ones before it record. A row that does not simply
 * append is decided by itself, in order, so that none is refused for the lack of what a row before it records; rows of
 * its stream that come after it are decided after it. A row that is malformed, refused or fails stops no other. When the
 * store or the vault cannot be reached, the rows that are left are not tried.
 */
export const handleRows = async (
  { context, cases, prepared, decided, resultOf }: RowHandling,
  aggregate: Aggregate,
  commandType: CommandType,
  requestContext: RequestContext,
  sent: readonly unknown[],
): Promise<BulkAnswer> => {
  const { caseId } = requestContext
  const { rows, outcomes } = readRows(commandType, sent)
  const progress: { halt?: Problem; position: string } = { position: '0' }

  const contextOf = ({ key }: Row): RequestContext => ({ ...requestContext, idempotencyKey: key })

  const fail = (row: Row, error: unknown): void => {
    const problem = problemOf(error)
    if (problem.kind === 'internal') requestContext.reportFailure?.(error)
    if (HALTING.includes(problem.kind)) progress.halt ??= problem
    outcomes.push(notRecorded(row, problem, requestContext))
  }

  const conclude = async (row: Row, answer: Answer): Promise<void> => {
    const result = await resultOf(contextOf(row), row.body, answer)
    if (comparePositions(result.position, progress.position) > 0) progress.position = result.position
    outcomes.push(recorded(row, result, answer.outcome === 'duplicate'))
  }

  // What the entrance of the request has read may be used only before anything else takes time.
  let atEntrance: RequestContext['admission'] = isDecidedAtOnce(commandType, context.store) ? requestContext.admission : undefined
  const admitted = async (): Promise<Admitted> => {
    const first = atEntrance
    atEntrance = undefined
    if (first) return first
    const admission = await cases.admission(callerOf(requestContext), caseId)
    if (!staysAdmitted(admission, requestContext)) throw new Denied('case-not-found', NO_SUCH_CASE)
    return admission
  }

  const prepare = async (row: Row): Promise<Handled> => {
    try {
      return { row, command: await prepared(commandType, contextOf(row), row.body) }
    } catch (error) {
      return { row, error }
    }
  }

  /** Rows in their order, of one stream or of many. */
  const appendTogether = async (some: readonly Prepared[], { guard, readCase }: Admitted): Promise<readonly Handled[]> => {
    const byStream = new Map<string, [Prepared, ...Prepared[]]>()
    for (const one of some) {
      const stream = streamOf(aggregate, one.command)
      const before = byStream.get(stream)
      if (before) before.push(one)
      else byStream.set(stream, [one])
    }
    const inStreams = [...byStream.values()].map(async (ofStream): Promise<readonly Handled[]> => {
      const [first, ...others] = ofStream.map(({ command }) => ({ ...command, guard }))
      const answers = first ? await appendInOrder(context, aggregate, [first, ...others], readCase) : []
      return ofStream.map((one, place): Handled => {
        const answer = answers[place]
        if (answer?.status === 'rejected') return { row: one.row, error: answer.reason as unknown }
        return !answer || answer.value.outcome === 'conflict' ? one : { row: one.row, answer: answer.value }
      })
    })
    return (await Promise.all(inStreams)).flat()
  }

  const alone = ({ row, command }: Prepared, { guard, readCase }: Admitted, isOnly: boolean): Promise<Answer> => {
    if (progress.halt) return Promise.reject(progress.halt)
    const admittedCommand = { ...command, guard, readAtAdmission: isOnly ? readCase : undefined }
    return decided(contextOf(row), admittedCommand, (next) => handle(context, aggregate, next))
  }

  const settle = (row: Row, answer: Promise<Answer>): Promise<void> =>
    answer.then((one) => conclude(row, one)).catch((error: unknown) => fail(row, error))

  /** @returns the rows that come after one that was decided by itself, still undecided */
  const handleGroup = async (group: readonly (Row | Prepared)[]): Promise<readonly Prepared[]> => {
    const ready = await Promise.all(group.map((one) => ('command' in one ? Promise.resolve(one) : prepare(one))))
    const admission = await admitted()
    const prepared = ready.filter((one) => 'command' in one)
    const firstAnswer = firstAnswersIn(
      context,
      aggregate,
      admission.readCase ?? { events: [] },
      new Set(prepared.map(({ command }) => command.commandId)),
    )
    const known = ready.map((one): Handled => {
      const answer = 'command' in one ? firstAnswer(one.command) : undefined
      return answer ? { row: one.row, answer } : one
    })
    const unknown = known.filter((one) => 'command' in one)
    const isTogether = unknown.length > 1 && context.store.capabilities.guards
    const handled = isTogether ? [...known.filter((one) => !('command' in one)), ...(await appendTogether(unknown, admission))] : known
    const undecided: Prepared[] = []
    for (const one of handled)
      if ('error' in one) fail(one.row, one.error)
      else if ('answer' in one) await settle(one.row, Promise.resolve(one.answer))
      else undecided.push(one)
    const passed = new Set<string>()
    const inOrder = undecided.toSorted((one, other) => one.row.place - other.row.place)
    for (const [place, one] of inOrder.entries()) {
      const stream = streamOf(aggregate, one.command)
      if (isTogether && passed.has(stream)) return inOrder.slice(place)
      passed.add(stream)
      await settle(one.row, alone(one, admission, group.length === 1))
    }
    return []
  }

  for (const rowsOfGroup of groupsOf(rows))
    for (let group: readonly (Row | Prepared)[] = rowsOfGroup; group.length > 0;)
      group = await (progress.halt ? Promise.reject(progress.halt) : handleGroup(group)).catch((error: unknown) => {
        // The case could not be read, or the user is no longer admitted to it: nothing of the group was decided.
        for (const one of group) fail('row' in one ? one.row : one, error)
        return []
      })
  const { position } = progress
  return { rows: outcomes.toSorted((one, other) => one.row - other.row), ...(position === '0' ? {} : { position }) }
}
