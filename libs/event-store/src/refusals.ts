import { CommandRefused, type FactOf } from '@case-timeline/contracts'
import { nothingHappensInTheFuture, type Refusal, type Rule } from '@case-timeline/decider'
import { streamName } from './aggregate.ts'
import type { AppendOutcome, EventStore } from './event-store.ts'
import { seal, type Circumstances } from './seal.ts'

type Recorded = FactOf<typeof CommandRefused>['data']

/** A refusal as it is answered: the rule by its id and words, and references to what broke it. */
export interface RefusedAnswer {
  readonly outcome: 'refused'
  readonly rule: Pick<Rule, 'id' | 'sentence' | 'source'>
  readonly facts: readonly string[]
}

// Refusals stand apart, so that nobody moves a case's revision by being refused.
const refusalsOf = ({ service, caseId }: Circumstances): string => streamName(service, 'refusals', caseId ?? 'none')

const answerTo = ({ rule: { id, sentence, source }, facts }: Refusal): RefusedAnswer => ({
  outcome: 'refused',
  rule: { id, sentence, source },
  facts,
})

/** Rules that have refused in this process, so that a refusal found in the log is answered in the same words. */
const words = new Map<string, RefusedAnswer['rule']>()

const inWords = ({ ruleId, facts }: Recorded): RefusedAnswer => ({
  outcome: 'refused',
  rule: words.get(ruleId) ?? { id: ruleId, sentence: `refused earlier by the rule ${ruleId}`, source: '' },
  facts,
})

const remember = ({ id, sentence, source }: RefusedAnswer['rule']): void => void words.set(id, { id, sentence, source })
remember(nothingHappensInTheFuture)

/** What a command was refused with before, `id-clash` when that was another body, or nothing. */
export const recordedRefusal = async (store: EventStore, about: Circumstances): Promise<RefusedAnswer | 'id-clash' | undefined> => {
  const stream = refusalsOf(about)
  const found = await store.findCommand(stream, about.commandId)
  if (!found) return undefined
  if (!found.commandDigest.equals(about.commandDigest)) return 'id-clash'
  const [event] = await store.readStream(stream, found.firstRevision - 1)
  return event && inWords(event.data as Recorded)
}

/**
 * Records a refusal under the command's own id, once: its event has the id that the command's first event would have had,
 * so a command is either recorded or refused, whoever races.
 */
export const recordRefusal = async (
  store: EventStore,
  about: Circumstances,
  command: string,
  refusal: Refusal,
): Promise<{ answer: RefusedAnswer; recorded: AppendOutcome }> => {
  remember(refusal.rule)
  const stream = refusalsOf(about)
  const data: Recorded = { commandId: about.commandId, command, ruleId: refusal.rule.id, facts: [...refusal.facts].slice(0, 100) }
  const circumstances = { ...about, stream, occurredAt: about.now, occurredZone: undefined }
  const events = seal([{ type: CommandRefused.type, data }], circumstances, () => CommandRefused)
  const recorded = await store.append({ stream, expected: 'any', commandId: about.commandId, commandDigest: about.commandDigest, events })
  return { answer: answerTo(refusal), recorded }
}
