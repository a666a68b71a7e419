import { RuleOverridden, WarningRaised, type Fact, type FactOf, type RecordedOverride } from '@case-timeline/contracts'
import type { Accepted, Warning } from '@case-timeline/decider'

/** The maximum number of references to a cause in a warning or refusal. */
const MAX_FACTS = 100

/** References to the cause of a warning or refusal as they are recorded and answered: the first hundred. */
export interface RecordedCause {
  readonly facts: string[]
  /** How many more there are; absent if there are none. */
  readonly factsLeftOut?: number
}

export const recordedCauseOf = ({ facts }: Pick<Warning, 'facts'>): RecordedCause => {
  const leftOut = facts.length - MAX_FACTS
  return { facts: facts.slice(0, MAX_FACTS), ...(leftOut > 0 ? { factsLeftOut: leftOut } : {}) }
}

/** The event that records which rule a fact broke without being refused. */
export const warningRaised = (eventId: string, warning: Warning): FactOf<typeof WarningRaised> => ({
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
export const eventsToAppend = ({ events, overrides, warnings }: Accepted, eventId: string): readonly Fact[] => [
  ...events,
  ...overrides.map((override) => ruleOverridden(eventId, override)),
  ...warnings.map((warning) => warningRaised(eventId, warning)),
]
