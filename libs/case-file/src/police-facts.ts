import {
  CaseOpened,
  CaseReferredToProsecution,
  EvidenceCollected,
  PresumedVictimIdentified,
  ScreeningConducted,
  SuspectArrested,
  SuspectIdentified,
  VictimSuspectConflictFlagged,
} from '@case-timeline/contracts'
import { entry, folding } from './folding.ts'

/** How the facts of police change a case file. */
export const policeFacts = folding(
  [
    CaseOpened,
    ScreeningConducted,
    PresumedVictimIdentified,
    SuspectIdentified,
    VictimSuspectConflictFlagged,
    EvidenceCollected,
    SuspectArrested,
    CaseReferredToProsecution,
  ],
  {
    'investigation.CaseOpened': (_, event) => ({ leadAgency: event.data.leadAgency, opening: entry(event) }),
    'investigation.ScreeningConducted': ({ persons }, event, withPerson) => ({
      persons: withPerson(persons, event.data.personRef, ({ screenings }) => ({ screenings: [...screenings, entry(event)] })),
    }),
    'investigation.PresumedVictimIdentified': ({ persons }, event, withPerson) => ({
      persons: withPerson(persons, event.data.personRef, () => ({ identification: entry(event) })),
    }),
    'investigation.SuspectIdentified': ({ persons }, event, withPerson) => ({
      persons: withPerson(persons, event.data.personRef, () => ({ suspicion: entry(event) })),
    }),
    'investigation.VictimSuspectConflictFlagged': ({ persons }, event, withPerson) => ({
      persons: withPerson(persons, event.data.personRef, ({ assessments }) => ({
        conflict: { ...entry(event), open: assessments.length === 0 },
      })),
    }),
    'investigation.EvidenceCollected': ({ evidence }, event) => ({ evidence: [...evidence, entry(event)] }),
    'investigation.SuspectArrested': ({ persons }, event, withPerson) => ({
      persons: withPerson(persons, event.data.personRef, ({ arrests }) => ({ arrests: [...arrests, entry(event)] })),
    }),
    'investigation.CaseReferredToProsecution': ({ dossiers }, event) => ({
      dossiers: [...dossiers, { ...entry(event), state: 'referred' }],
    }),
  },
)
