import { z } from 'zod'
import { Code, Day, Jurisdiction, listOf, Reference, RuleId } from './fields.ts'

/**
 * The effect of a broken rule: refuse the command, record a warning with the fact, or record the breach without a
 * warning.
 */
export const RuleLevel = z.enum(['block', 'warn', 'record'])
export type RuleLevel = z.infer<typeof RuleLevel>

/** The activity that a statutory clock limits. A closed list, so that a policy with a misspelt activity is rejected. */
export const ClockActivity = z.enum([
  'detentionOrdered',
  'detentionExtended',
  'detentionReview',
  'rightsInformation',
  'partyNotification',
  'mlaAcknowledgement',
  'victimNotification',
  'appeal',
  'decisionReview',
  'protectionAnswer',
  'reflectionPeriod',
  'riskReassessment',
  'incidentAcknowledgement',
  'treatmentConcernAnswer',
  'consentRenewal',
  'arrest',
  'detentionTotal',
  'release',
])
export type ClockActivity = z.infer<typeof ClockActivity>

/** The activities of custody: their limits may be in hours, or stated not to exist. */
const CUSTODY_ACTIVITIES: readonly ClockActivity[] = ['arrest', 'detentionOrdered', 'detentionExtended', 'detentionTotal', 'release']

/**
 * A statutory clock: the number of days or hours that an authority has for an activity, while the law in question was in
 * force. For a detention both the first and the last day count; for other activities the days after the fact. A clock
 * without an authority applies to any. The first match counts: list specific clocks before general ones.
 */
export const StatutoryClock = z
  .strictObject({
    activity: ClockActivity,
    authority: Code.optional(),
    prolongs: Code.optional().meta({
      description:
        'the clock of an extension applies only to a detention that this authority ordered; if that is not known, or no clock names the authority, the longest applies',
    }),
    legalBasis: Reference.optional().meta({ description: 'applies only if the fact names this legal basis' }),
    maxDays: z.int().min(0).max(36_500).optional(),
    maxHours: z
      .int()
      .min(0)
      .max(876_000)
      .optional()
      .meta({ description: 'of custody or a release, instead of days; from the end of the day if only the day is known' }),
    unlimited: z
      .literal(true)
      .optional()
      .meta({ description: 'of custody, instead of a number: the law sets no limit, as `source` says; absent where no limit is known' }),
    countsFrom: z
      .literal('arrest')
      .optional()
      .meta({ description: 'of an order or extension: the time since the arrest counts; absent: the time under the order' }),
    resumes: z.literal(true).optional().meta({
      description: 'with the time since an arrest: after a release and an arrest on the same ground, the earlier time counts, too',
    }),
    excludes: listOf(Code, 20)
      .optional()
      .meta({ description: 'the reasons for which stated time of custody does not count, such as the journey to a court' }),
    validFrom: Day,
    validUntil: Day.optional(),
    source: z
      .string()
      .min(1)
      .max(500)
      .meta({ description: 'the article, or a note that it is practice; states whether a lawyer has verified it' }),
  })
  .refine(
    ({ maxDays, maxHours, unlimited }) => [maxDays, maxHours, unlimited].filter((one) => one !== undefined).length === 1,
    'state exactly one of maxDays, maxHours and unlimited',
  )
  .refine(
    ({ activity, maxDays }) => maxDays !== undefined || CUSTODY_ACTIVITIES.includes(activity),
    'only custody and a release are limited in hours, or not limited: state maxDays',
  )
export type StatutoryClock = z.infer<typeof StatutoryClock>

/**
 * A country whose consul must be notified of each arrest of its nationals, whatever the person wishes, because a treaty
 * requires it.
 */
export const ConsularNotification = z.strictObject({
  sendingState: Jurisdiction,
  source: z.string().min(1).max(500).meta({ description: 'the treaty; states whether a lawyer has verified it' }),
})

/** The rule settings of one jurisdiction: data that a lawyer of that country reviews, never code. */
export const JurisdictionPolicy = z.strictObject({
  $schema: z.string().max(200).optional(),
  jurisdiction: z
    .union([Jurisdiction, z.literal('default')])
    .meta({ description: '`default` applies if a country has no policy file of its own' }),
  /** False until a lawyer of that country has reviewed it. */
  reviewed: z.boolean(),
  /** Levels that differ from the rules' default levels, by rule id. */
  rules: z.record(RuleId, RuleLevel),
  /** The offence codes that count as trafficking in persons. */
  traffickingOffences: listOf(Code, 1_000),
  clocks: listOf(StatutoryClock, 1_000),
  consularNotifications: listOf(ConsularNotification, 300).optional(),
})
export type JurisdictionPolicy = z.infer<typeof JurisdictionPolicy>

/** The JSON Schema of a policy file, for editors; published as deploy/policy/policy.schema.json. */
export const policySchema = (): string => `${JSON.stringify(z.toJSONSchema(JurisdictionPolicy, { io: 'input' }), null, 2)}\n`
