import { z } from 'zod'

/** The channel between the police of two countries. */
export const CooperationChannel = z.enum(['focalPoint', 'specialistUnit', 'INTERPOL', 'ASEANAPOL'])
export type CooperationChannel = z.infer<typeof CooperationChannel>

export const Urgency = z.enum(['routine', 'urgent', 'lifeAtRisk'])

/** The purpose of a request to the police of another country, which also limits the use of the answer. */
export const CooperationPurpose = z.enum([
  'locateAndProtectVictim',
  'identifySuspect',
  'verifyIdentity',
  'traceAssets',
  'preserveData',
  'exchangeIntelligence',
  'coordinateOperation',
])

/** The use that the receiver may make of the information. */
export const UseLimitation = z.enum(['intelligenceOnly', 'thisInvestigationOnly', 'protectionOfVictimsOnly', 'askBeforeOnwardTransfer'])

/** Whether material is only intelligence, or evidence: a central authority has to certify intelligence before. */
export const MaterialClass = z.enum(['intelligenceOnly', 'evidential'])
