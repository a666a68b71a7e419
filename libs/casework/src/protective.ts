import type { DataOf, EventTypeName, RecordedFact, Fact } from '@case-timeline/contracts'

/** What a person says or suffers that limits what may be done, whatever it contains. */
const ALWAYS_PROTECTIVE: readonly string[] = [
  'victimSupport.ConsentWithdrawn',
  'victimSupport.ConsentRefused',
  'victimSupport.NotificationObjectionRecorded',
  'victimSupport.ReflectionPeriodStarted',
  'victimSupport.SafetyIncidentReported',
] satisfies readonly EventTypeName[]

/**
 * Whether a fact limits what may be done to a person or with what is known of the person. Where dates leave open
 * whether it came before an act, it counts as before.
 */
export const protectsPerson = ({ type, data, occurredAt }: Pick<RecordedFact<Fact>, 'type' | 'data' | 'occurredAt'>): boolean => {
  if (type === 'victimSupport.ProtectionClaimRecorded') return (data as DataOf<'victimSupport.ProtectionClaimRecorded'>).state === 'pending'
  if (type === 'victimSupport.RestrictiveMeasureReviewed')
    return (data as DataOf<'victimSupport.RestrictiveMeasureReviewed'>).outcome === 'lifted'
  if (type === 'victimSupport.ReturnWishStated') {
    const { wish, conditions = [] } = data as DataOf<'victimSupport.ReturnWishStated'>
    return wish !== 'toReturn' || conditions.length > 0
  }
  if (type === 'victimSupport.PoliceReportDecided') return (data as DataOf<'victimSupport.PoliceReportDecided'>).decision !== 'agreed'
  // Ends what a guardian agreed to. Without its day, it counts from its recording.
  if (type === 'victimSupport.MajorityReached') return occurredAt !== undefined
  return ALWAYS_PROTECTIVE.includes(type)
}
