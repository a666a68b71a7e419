import type { JurisdictionPolicy } from '@case-timeline/contracts'
import type { NamedRule, Rule } from './decider.ts'
import { RETIRED_RULES } from './retired-rules.ts'
import { factIsNotInFuture, ownLevels, type RuleLevels } from './settle.ts'

/**
 * The levels that a jurisdiction gives the rules. Reports are recorded whatever a policy states: for a command that
 * only reports, or a rule on reports, the level `block` becomes `warn`, unless the rule blocks for the integrity of the record. No policy
 * does away with a second person.
 * @param onlyReports whether every event that the command would record is reported: see `isReported` of libs/contracts
 */
export const ruleLevelsUnder = (policy: JurisdictionPolicy | undefined, onlyReports: boolean): RuleLevels => {
  if (policy === undefined) return ownLevels
  return (rule) => {
    if (rule.needsSecondPerson) return rule.level
    const level = policy.rules[rule.id] ?? rule.level
    return (onlyReports || rule.ofReport) && level === 'block' && !rule.integrity ? 'warn' : level
  }
}

/**
 * The levels for a fact that an import records as its source reports it: what law or practice asked of a decision
 * cannot refuse its report, nor can a wrong date. A rule that protects the integrity of the record still refuses, and a
 * second person is still needed.
 */
export const ruleLevelsAsReported =
  (policy: JurisdictionPolicy | undefined): RuleLevels =>
  (rule) => {
    if (rule.needsSecondPerson) return rule.level
    const level = policy?.rules[rule.id] ?? rule.level
    return level === 'block' && (!rule.integrity || rule.id === factIsNotInFuture.id) ? 'warn' : level
  }

const isRule = (value: unknown): value is Rule =>
  typeof value === 'object' && value !== null && 'id' in value && 'sentence' in value && 'level' in value

/** The rules among the exports of some modules, or among the values that a function returned. */
export const rulesIn = (...modules: readonly object[]): readonly Rule[] =>
  modules.flatMap((module) => Object.values(module).filter((value: unknown) => isRule(value)))

const whatReplaced = (id: string): string => {
  const replacedBy = RETIRED_RULES.get(id)?.replacedBy
  return replacedBy === undefined
    ? 'the rule was dropped; remove it from the policy'
    : `the rule was replaced by ${replacedBy}; name that one, if a policy may set its level`
}

/**
 * The errors in the rule levels of a policy, one sentence each. The last parameter has the existing prefixes of rule
 * ids (`services`), and those that this service checks (`own`).
 * @param known the rules of the service that checks the policy
 */
export const invalidRuleLevels = (
  policy: Pick<JurisdictionPolicy, 'rules'>,
  known: readonly NamedRule[],
  { own, services }: { readonly own: readonly string[]; readonly services: readonly string[] },
): readonly string[] =>
  Object.entries(policy.rules).flatMap(([id, level]) => {
    const prefix = id.slice(0, id.indexOf('.'))
    if (!services.includes(prefix)) return [`rules.${id}: there is no service ${prefix}`]
    if (!own.includes(prefix)) return []
    const rule = known.find((one) => one.id === id)
    if (!rule && RETIRED_RULES.has(id)) return [`rules.${id}: ${whatReplaced(id)}`]
    if (!rule) return [`rules.${id}: there is no such rule; docs/rules.md lists them`]
    if (rule.integrity && level !== 'block')
      return [`rules.${id}: the rule protects the integrity of the record, so a policy cannot set it to ${level}`]
    if (rule.needsSecondPerson && level !== 'block')
      return [`rules.${id}: it requires a second person, so a policy cannot set it to ${level}`]
    return []
  })
