import { RuleOverridden, WarningRaised, type Fact, type FactOf, type RecordedOverride, type UnknownThen } from '@case-timeline/contracts'
import type { Accepted, Refusal, Warning } from '@case-timeline/decider'

/** The maximum number of references to a cause in a warning or refusal. */
const MAX_FACTS = 100

/** What was unknown at the time of an act of the past that breaks a rule. */
interface Marked {
  /** Absent: nothing, or the act is of now. */
  readonly unknownThen?: UnknownThen | undefined
}
export interface MarkedWarning extends Warning, Marked {}
export interface MarkedRefusal extends Refusal, Marked {}
export interface MarkedAccepted extends Accepted {
  readonly warnings: readonly MarkedWarning[]
}

/** References to the cause of a warning or refusal as they are recorded and answered: the first hundred. */
export interface RecordedCause extends Marked {
  readonly facts: string[]
  /** How many more there are; absent if there are none. */
  readonly factsLeftOut?: number
}

/** What was unknown then is also a reference, and not left out. */
export const recordedCauseOf = ({ facts, unknownThen }: Pick<MarkedWarning, 'facts' | 'unknownThen'>): RecordedCause => {
  const marks = unknownThen === undefined ? [] : [`unknownThen:${unknownThen.eventId}`]
  const most = MAX_FACTS - marks.length
  const leftOut = facts.length - most
  return {
    facts: [...facts.slice(0, most), ...marks],
    ...(leftOut > 0 ? { factsLeftOut: leftOut } : {}),
    ...(unknownThen === undefined ? {} : { unknownThen }),
  }
}

/** The event that records which rule a fact broke without being refused. */
export const warningRaised = (eventId: string, warning: MarkedWarning): FactOf<typeof WarningRaised> => ({
  type: WarningRaised.type,
  data: { ruleId: warning.rule.id, eventId, ...recordedCauseOf(warning) },
})

/** The event that records which rule was overridden for a fact, and on what ground. */
export const ruleOverridden = (eventId: string, override: RecordedOverride): FactOf<typeof RuleOverridden> => ({
  type: RuleOverridden.type,
  data: { ...override, eventId },
})

/**
 * All events of one append for an accepted command, in order: its events, then the overrides and the warnings.
 * @param eventId id of the command's first event, which the others name
 */
export const eventsToAppend = ({ events, overrides, warnings }: MarkedAccepted, eventId: string): readonly Fact[] => [
  ...events,
  ...overrides.map((override) => ruleOverridden(eventId, override)),
  ...warnings.map((warning) => warningRaised(eventId, warning)),
]
