import { CommandRefused, type FactOf } from '@case-timeline/contracts'
import { type NamedRule, recordedRule, rulesIn, generalRules, type Rule } from '@case-timeline/decider'
import { recordRules, streamName } from '@case-timeline/casework'
import { type Append, type AppendOutcome, type EventStore, hashEvents, type RecordingContext } from '@case-timeline/event-store'
import { recordedCauseOf, type MarkedRefusal } from './alongside.ts'
import * as approvalRules from './approvals.rules.ts'
import * as correctionRules from './correction.rules.ts'

export type RefusalData = FactOf<typeof CommandRefused>['data']

/** A refusal as an answer: the rule with id, sentence and source, and references to the cause. */
export interface RefusedAnswer {
  readonly outcome: 'refused'
  readonly rule: Pick<Rule, 'id' | 'about' | 'sentence' | 'source'>
  readonly facts: readonly string[]
  /** How many more references there are; absent if there are none. */
  readonly factsLeftOut?: number
}

// Refusals have a separate stream, so that a refused command does not change the revision of the case's stream.
const refusalStreamOf = ({ service, caseId }: RecordingContext): string => streamName(service, 'refusals', caseId ?? 'none')

const answerTo = ({ rule: { id, about, sentence, source }, ...cause }: Omit<RefusedAnswer, 'outcome'>): RefusedAnswer => ({
  outcome: 'refused',
  rule: { id, ...(about === undefined ? {} : { about }), sentence, source },
  ...cause,
})

/** The rules of every service. */
export const sharedRules: readonly NamedRule[] = [...rulesIn(generalRules, correctionRules, approvalRules), ...Object.values(recordRules)]

/**
 * The answer to a recorded refusal, also by a rule that went since; for one unknown to this release, with its id instead
 * of its sentence.
 */
export const refusedAnswerOf = ({ ruleId, about, facts, factsLeftOut }: RefusalData, rules: readonly NamedRule[]): RefusedAnswer =>
  answerTo({
    rule: recordedRule({ ruleId, about }, [...rules, ...sharedRules]) ?? {
      id: ruleId,
      sentence: `refused earlier by the rule ${ruleId}`,
      source: '',
    },
    facts,
    ...(factsLeftOut === undefined ? {} : { factsLeftOut }),
  })

/** The recorded refusal of a command, `id-clash` if it had another body, or undefined. */
export const recordedRefusal = async (
  { store, rules }: { readonly store: EventStore; readonly rules: readonly Rule[] },
  recordingContext: RecordingContext,
): Promise<RefusedAnswer | 'id-clash' | undefined> => {
  const stream = refusalStreamOf(recordingContext)
  const found = await store.findCommand(stream, recordingContext.commandId)
  if (!found) return undefined
  if (!found.commandDigest.equals(recordingContext.commandDigest)) return 'id-clash'
  const [event] = await store.readStream(stream, found.firstRevision - 1)
  return event && refusedAnswerOf(event.data as RefusalData, rules)
}

/**
 * Records a refusal once, under the command's own id: its event has the id that the command's first event would have
 * had, so a command is either recorded or refused, also under races.
 */
export const recordRefusal = async (
  store: EventStore,
  recordingContext: RecordingContext,
  conditions: Pick<Append, 'generation' | 'requireStillHolds'>,
  commandName: string,
  refusal: MarkedRefusal,
): Promise<{ answer: RefusedAnswer; recorded: AppendOutcome }> => {
  const stream = refusalStreamOf(recordingContext)
  const { unknownThen, ...cause } = recordedCauseOf(refusal)
  const data: RefusalData = {
    commandId: recordingContext.commandId,
    command: commandName,
    ruleId: refusal.rule.id,
    ...(refusal.rule.about === undefined ? {} : { about: refusal.rule.about }),
    ...cause,
    ...(unknownThen === undefined ? {} : { unknownThen }),
  }
  const refusalContext = { ...recordingContext, stream, occurredAt: recordingContext.now, occurredZone: undefined }
  const events = hashEvents([{ type: CommandRefused.type, data }], refusalContext, () => CommandRefused)
  const recorded = await store.append({
    stream,
    expected: 'any',
    commandId: recordingContext.commandId,
    commandDigest: recordingContext.commandDigest,
    events,
    ...conditions,
  })
  return { answer: answerTo({ rule: refusal.rule, ...cause }), recorded }
}
