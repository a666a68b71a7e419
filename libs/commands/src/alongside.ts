import { RuleOverridden, WarningRaised, type Fact, type FactOf, type RecordedOverride } from '@case-timeline/contracts'
import type { Accepted, Warning } from '@case-timeline/decider'

/** The event that records which rule a fact broke without being refused. */
export const warningRaised = (eventId: string, { rule, facts }: Warning): FactOf<typeof WarningRaised> => ({
  type: WarningRaised.type,
  data: { ruleId: rule.id, eventId, facts: [...facts] },
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
