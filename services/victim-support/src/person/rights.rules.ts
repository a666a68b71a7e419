import type { Rule } from '@case-timeline/decider'
import type { InformOfRights } from './person.commands.ts'
import type { Offered } from './person.ts'

const knownLanguages = ({ languages }: Offered, { known }: InformOfRights): readonly string[] => [...languages, ...known.screeningLanguages]

export const rightsAreExplainedInVictimsLanguage: Rule<Offered, InformOfRights> = {
  id: 'victimSupport.rights-are-explained-in-victims-language',
  sentence:
    'if a language of the victim is recorded, rights are explained in a recorded language, in sign language or through an interpreter',
  source: 'ACTIP 14(9): information; Palermo Protocol 6(3)(b): a language that the victim understands',
  level: 'warn',
  // No screening records which sign language a person uses, so any sign language is accepted.
  holds: (person, command) =>
    knownLanguages(person, command).length === 0 ||
    knownLanguages(person, command).includes(command.data.language) ||
    command.data.interpreterRef !== undefined ||
    command.data.format === 'signLanguage',
  facts: (person, command) => [
    `used:${command.data.language}`,
    ...new Set(knownLanguages(person, command).map((language) => `known:${language}`)),
  ],
}
