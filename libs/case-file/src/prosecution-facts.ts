import { ChargeLaid, DossierReceived, DossierRejected, IndictmentFiled, NonPunishmentAssessed } from '@case-timeline/contracts'
import { withChangedEntries, entry, folding } from './folding.ts'

/** How the facts of the prosecution change a case file. */
export const prosecutionFacts = folding([DossierReceived, DossierRejected, NonPunishmentAssessed, ChargeLaid, IndictmentFiled], {
  'prosecution.DossierReceived': ({ dossiers }, event) => ({
    dossiers: withChangedEntries(
      dossiers,
      ({ dossierId }) => dossierId === event.data.dossierId,
      () => ({ state: 'received', answer: entry(event) }),
    ),
  }),
  'prosecution.DossierRejected': ({ dossiers }, event) => ({
    dossiers: withChangedEntries(
      dossiers,
      ({ dossierId }) => dossierId === event.data.dossierId,
      () => ({ state: 'rejected', answer: entry(event) }),
    ),
  }),
  'prosecution.NonPunishmentAssessed': ({ persons }, event, withPerson) => ({
    persons: withPerson(persons, event.data.personRef, ({ assessments, conflict }) => ({
      assessments: [...assessments, entry(event)],
      // Administrative liability does not affect the capacity of suspect: the conflict stays open.
      ...(conflict && event.data.liability === 'criminal' ? { conflict: { ...conflict, open: false } } : {}),
    })),
  }),
  'prosecution.ChargeLaid': ({ charges }, event) => ({ charges: [...charges, entry(event)] }),
  'prosecution.IndictmentFiled': ({ indictments }, event) => ({ indictments: [...indictments, entry(event)] }),
})
