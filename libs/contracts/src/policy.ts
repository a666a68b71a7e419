import { z } from 'zod'
import { Code, Day, Jurisdiction, listOf, Reference, RuleId } from './fields.ts'

/** What a broken rule does: refuse the command, raise a warning beside what it recorded, or be noted without one. */
export const RuleLevel = z.enum(['block', 'warn', 'record'])
export type RuleLevel = z.infer<typeof RuleLevel>

/** What a clock runs for. A closed list, so that a policy that misspells one is refused. */
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
 * A statutory clock: how many days an authority has for an activity, both ends counted, while the law of that time was in force.
 * A clock without an authority runs for whoever owes the activity. The first that fits counts, so a narrower one stands before a wider.
 */
export const StatutoryClock = z.strictObject({
  activity: ClockActivity,
  authority: Code.optional(),
  prolongs: Code.optional().meta({ description: 'only where an extension prolongs what this authority ordered' }),
  legalBasis: Reference.optional().meta({ description: 'only where the fact names this legal basis' }),
  maxDays: z.int().min(0).max(36_500),
  validFrom: Day,
  validUntil: Day.optional(),
  source: z.string().min(1).max(500).meta({ description: 'the article, or that it is practice; honest about who has read it' }),
})
export type StatutoryClock = z.infer<typeof StatutoryClock>

/** A country whose consul is told of each arrest of its nationals, whether they ask for it or not, because a treaty says so. */
export const ConsularNotification = z.strictObject({
  sendingState: Jurisdiction,
  source: z.string().min(1).max(500).meta({ description: 'the treaty; honest about who has read it' }),
})

/** What one jurisdiction makes of the rules: data that a lawyer of that country reads, never code. */
export const JurisdictionPolicy = z.strictObject({
  $schema: z.string().max(200).optional(),
  jurisdiction: z
    .union([Jurisdiction, z.literal('default')])
    .meta({ description: '`default` serves where a country has no file of its own' }),
  /** False until a lawyer of that country has read it. */
  reviewed: z.boolean(),
  /** Levels that differ from the rules' own, by rule id. */
  rules: z.record(RuleId, RuleLevel),
  /** The offence codes that are trafficking in persons. */
  traffickingOffences: listOf(Code, 1_000),
  clocks: listOf(StatutoryClock, 1_000),
  consularNotifications: listOf(ConsularNotification, 300).optional(),
})
export type JurisdictionPolicy = z.infer<typeof JurisdictionPolicy>

/** The JSON Schema of a policy file, for editors; published as deploy/policy/policy.schema.json. */
export const policySchema = (): string => `${JSON.stringify(z.toJSONSchema(JurisdictionPolicy, { io: 'input' }), null, 2)}\n`
