import { z } from 'zod'

/** Why police let a case rest or closed it. */
export const RestReason = z.enum([
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
