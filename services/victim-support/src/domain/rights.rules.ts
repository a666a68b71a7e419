import type { Rule } from '@case-timeline/decider'
import type { Supported, ToInform } from './person.ts'

const understood = ({ languages }: Supported, { known }: ToInform): readonly string[] => [...languages, ...(known.screenedIn ?? [])]

export const rightsAreToldInALanguageSheUnderstands: Rule<Supported, ToInform> = {
  id: 'victimSupport.rights-are-told-in-a-language-she-understands',
  sentence: 'she is told of her rights in a language that was stated to be hers, or through an interpreter',
  source: 'ACTIP 14(9) [V, cut]: information; in a language that she understands: Palermo Protocol 6(3)(b) [G]',
  level: 'warn',
  // Which sign language is hers, no screening says.
  holds: (person, command) =>
    understood(person, command).length === 0 ||
    understood(person, command).includes(command.data.language) ||
    command.data.interpreterRef !== undefined ||
    command.data.format === 'signLanguage',
  facts: (person, command) => [`told:${command.data.language}`, ...new Set(understood(person, command).map((one) => `hers:${one}`))],
}
