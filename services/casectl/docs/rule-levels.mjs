// Why each rule has its level. A level follows from the kind of the rule, and the reason is that of the kind; a rule with
// another level states its own reason, `levelReason`.
import { EVENT_TYPES, isReported } from '@case-timeline/contracts'

export const KINDS_OF_LEVEL = {
  record: {
    level: 'block',
    shown: 'block, always',
    reason:
      'without the rule the record contradicts itself, or shows a person what is not for that person: no fact in it could be relied on',
  },
  'second person': {
    level: 'block',
    shown: 'block',
    reason: 'nothing is refused: the command waits until another person has looked at it, which no urgency replaces',
  },
  decision: {
    level: 'block',
    shown: 'block',
    reason: 'the agency can still choose not to do it, so a refusal prevents the harm and loses no fact',
  },
  report: {
    level: 'warn',
    shown: 'warn',
    reason:
      'it has happened, or a court, a person or another country decided it: a refusal would undo nothing, and the fact would be missing',
  },
  time: {
    level: 'warn',
    shown: 'warn',
    reason:
      'the time has passed when the rule is broken: there is no command to refuse, and the deadline stays in the list until it is met',
  },
}

const isReportedType = (type) => isReported(EVENT_TYPES.get(type))

/**
 * The kind of a rule: it follows from the rule and from what the commands record that it judges, never from its level.
 * @param commands those that the rule judges; for a rule that is decided in a library, none
 */
export const kindOfLevel = (rule, commands) => {
  if (rule.integrity) return 'record'
  if (rule.needsSecondPerson) return 'second person'
  if (rule.judges === 'deadline') return 'time'
  const isOfReports = commands.length > 0 && commands.every(({ events }) => events.every(isReportedType))
  return rule.ofReport || isOfReports ? 'report' : 'decision'
}

/** Rules whose level is not that of their kind and that do not say why, or that say why without need. */
export const unreasonedLevels = (rules, kindOf) =>
  rules.filter((rule) => (rule.level === KINDS_OF_LEVEL[kindOf(rule)].level) === (rule.levelReason !== undefined))
