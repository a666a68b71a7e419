import { z } from 'zod'

/** Why police suspended or closed a case. */
export const InactivityReason = z.enum([
  'noSuspectIdentified',
  'suspectAbroad',
  'awaitingForeignAnswer',
  'insufficientEvidence',
  'noOffenceFound',
  'transferredToAnotherParty',
  'suspectDeceased',
  'limitationExpired',
  'prosecuted',
])
