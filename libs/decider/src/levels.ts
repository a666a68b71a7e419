import type { JurisdictionPolicy } from '@case-timeline/contracts'
import type { Rule } from './decider.ts'
import { ownLevel, type Policy } from './settle.ts'

/**
 * The levels that a jurisdiction gives the rules. What happened is recorded whatever a policy says: where a command only
 * reports, a level of `block` warns, unless the rule itself blocks for the integrity of the record.
 * @param onlyReports whether everything that the command would record reports what happened
 */
export const levelsUnder = (policy: JurisdictionPolicy | undefined, onlyReports: boolean): Policy => {
  if (policy === undefined) return ownLevel
  return (rule) => {
    const level = policy.rules[rule.id] ?? rule.level
    return onlyReports && level === 'block' && !rule.integrity ? 'warn' : level
  }
}

const isRule = (value: unknown): value is Rule =>
  typeof value === 'object' && value !== null && 'id' in value && 'sentence' in value && 'level' in value

/** The rules among the exports of some modules, or among the values that a function gave. */
export const rulesIn = (...modules: readonly object[]): readonly Rule[] =>
  modules.flatMap((module) => Object.values(module).filter((value: unknown) => isRule(value)))

/**
 * What is wrong with the rule levels of a policy, one sentence each.
 * @param services the prefixes of rule ids that exist; those of other services are for them to check
 * @param known the rules that the asking service has
 */
export const unfitLevels = (
  policy: Pick<JurisdictionPolicy, 'rules'>,
  known: readonly Rule[],
  { own, services }: { readonly own: readonly string[]; readonly services: readonly string[] },
): readonly string[] =>
  Object.entries(policy.rules).flatMap(([id, level]) => {
    const prefix = id.slice(0, id.indexOf('.'))
    if (!services.includes(prefix)) return [`rules.${id}: there is no service ${prefix}`]
    if (!own.includes(prefix)) return []
    const rule = known.find((one) => one.id === id)
    if (!rule) return [`rules.${id}: there is no such rule; docs/rules.md lists them`]
    if (rule.integrity && level !== 'block') return [`rules.${id}: it keeps the record whole, so no policy sets it to ${level}`]
    return []
  })
