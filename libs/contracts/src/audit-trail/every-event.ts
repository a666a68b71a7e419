import type { EventType } from '../event-type.ts'
import { ChallengeRaised } from './challenge-raised.ts'
import { ExternalFactRecorded } from './external-fact-recorded.ts'
import { InitiativeAgreed } from './initiative-agreed.ts'
import { InitiativeReviewed } from './initiative-reviewed.ts'

/** The events of the audit trail. */
export const auditTrailEvents: readonly EventType[] = [ExternalFactRecorded, ChallengeRaised, InitiativeAgreed, InitiativeReviewed]
