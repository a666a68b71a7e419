import type { Rule } from '@case-timeline/decider'
import type { DecideAppeal } from './court-case.commands.ts'
import type { Registered } from './court-case.ts'

export const allowedHabeasCorpusNamesCharge: Rule<Registered, DecideAppeal> = {
  id: 'adjudication.allowed-habeas-corpus-names-charge',
  sentence:
    'a habeas corpus that is allowed names a charge against the person who has to be released; where it names none, or is allowed in part, end-detention records whom the court releases',
  source: 'ICCPR 9(4): a court orders the release if the detention is not lawful',
  level: 'warn',
  holds: (_, { data: { remedy, outcome, effects } }) =>
    remedy !== 'habeasCorpus' || (outcome === 'allowed' ? effects.length > 0 : outcome !== 'partlyAllowed'),
  facts: (_, { data }) => [data.appealId],
}
