// The list of the kinds of events with the rules that judge them, from which audit-trail knows what the number of broken
// rules is to be compared with. It is in a source file, because audit-trail knows no rule of another service.
import { EVENT_TYPES } from '@case-timeline/contracts'
import { RETIRED_RULES } from '@case-timeline/decider'

export const kindsOfRulePath = 'services/audit-trail/src/views/local-challenges/kinds-of-rule.ts'

const LIST = /(const RULES_OF_KINDS = `\n)[^`]*(`\n)/

/** The rules of the service that this one took the place of: what was counted under their ids is still shown. */
const retiredInto = (id, service) =>
  [...RETIRED_RULES.values()].filter((one) => one.replacedBy === id && one.id.startsWith(`${service}.`)).map((one) => one.id)

export const withKindsOfRule = (text, commands, byService) => {
  const judging = new Set(byService.flatMap(({ rules }) => rules.filter(({ integrity }) => !integrity).map(({ id }) => id)))
  const lines = [...EVENT_TYPES.keys()]
    .filter((type) => !type.startsWith('case.'))
    .map((type) => [
      type,
      ...new Set(
        commands
          .filter(({ events }) => events.includes(type))
          .flatMap(({ service, rules }) => rules.filter((id) => judging.has(id)).flatMap((id) => [id, ...retiredInto(id, service)])),
      ),
    ])
    .filter(([, ...rules]) => rules.length > 0)
    .map((words) => `${words.join(' ')}\n`)
    .toSorted()
  if (!LIST.test(text)) throw new Error(`${kindsOfRulePath} has no list RULES_OF_KINDS`)
  return text.replace(LIST, (_, start, end) => `${start}${lines.join('')}${end}`)
}
