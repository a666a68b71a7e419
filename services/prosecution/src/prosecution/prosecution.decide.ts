import type { Decided } from '@case-timeline/decider'
import type { AssessNonPunishment, ReceiveDossier } from './prosecution.commands.ts'
import type { Prosecution, ProsecutionEvent } from './prosecution.ts'
import {
  actsAreFoundUnrelatedWithoutBlame,
  dossierIsAnsweredOnce,
  anotherPersonApprovesNonPunishment,
  decisionFollowsFinding,
  dossierWasReferred,
} from './prosecution.rules.ts'

type Decision = Decided<ProsecutionEvent>

/** Receives a dossier, or rejects it if the hash found for its lists differs from the hash that police stated. */
export const receiveDossier = (_: Prosecution, { data: { dossierId, manifestHash, foundHash } }: ReceiveDossier): Decision => ({
  under: [dossierWasReferred, dossierIsAnsweredOnce],
  events: [
    manifestHash === foundHash
      ? { type: 'prosecution.DossierReceived', data: { dossierId, manifestHash } }
      : {
          type: 'prosecution.DossierRejected',
          data: { dossierId, reason: 'manifestMismatch', expectedHash: manifestHash, foundHash },
        },
  ],
})

// Without a second person the first rule holds the events back.
export const assessNonPunishment = (_: Prosecution, { data, approver }: AssessNonPunishment): Decision => ({
  under: [anotherPersonApprovesNonPunishment, decisionFollowsFinding, actsAreFoundUnrelatedWithoutBlame],
  events: [{ type: 'prosecution.NonPunishmentAssessed', data: { ...data, approver: approver! } }],
})
