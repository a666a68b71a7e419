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
])
export type ClockActivity = z.infer<typeof ClockActivity>

/**
 * A statutory clock: the number of days that an authority has for an activity, while the law in question was in force.
 * For a detention both the first and the last day count; for other activities the days after the fact. A clock without
 * an authority applies to any. The first match counts: list specific clocks before general ones.
 */
export const StatutoryClock = z.strictObject({
  activity: ClockActivity,
  authority: Code.optional(),
  prolongs: Code.optional().meta({
    description:
      'the clock of an extension applies only to a detention that this authority ordered; if that is not known, or no clock names the authority, the longest applies',
  }),
  legalBasis: Reference.optional().meta({ description: 'applies only if the fact names this legal basis' }),
  maxDays: z.int().min(0).max(36_500),
  validFrom: Day,
  validUntil: Day.optional(),
  source: z
    .string()
    .min(1)
    .max(500)
    .meta({ description: 'the article, or a note that it is practice; states whether a lawyer has verified it' }),
})
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
