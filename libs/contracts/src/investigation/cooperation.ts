import { z } from 'zod'

/** By which way police of two countries reach each other. */
export const CooperationChannel = z.enum(['focalPoint', 'specialistUnit', 'INTERPOL', 'ASEANAPOL'])
export type CooperationChannel = z.infer<typeof CooperationChannel>

export const Urgency = z.enum(['routine', 'urgent', 'lifeAtRisk'])

/** What police are asked for, and what what they answer may be used for. */
export const CooperationPurpose = z.enum([
  'locateAndProtectVictim',
  'identifySuspect',
  'verifyIdentity',
  'traceAssets',
  'preserveData',
  'exchangeIntelligence',
  'coordinateOperation',
])

/** What the receiver may do with what it is given. */
export const UseLimitation = z.enum(['intelligenceOnly', 'thisInvestigationOnly', 'protectionOfVictimsOnly', 'askBeforeOnwardTransfer'])

/** Intelligence is no evidence until a central authority has certified it. */
export const MaterialClass = z.enum(['intelligenceOnly', 'evidential'])
