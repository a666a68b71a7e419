import { z } from 'zod'
import { Code, Day, Jurisdiction, listOf, nonEmptyListOf, Reference, RuleId } from './fields.ts'
import { Act, AgeRange, Means, NationalAct } from './trafficking.ts'
import { SupportMandate } from './victim-support/support-mandate.ts'

/**
 * The effect of a broken rule: refuse the command, record a warning with the fact, or record the breach without a
 * warning.
 */
export const RuleLevel = z.enum(['block', 'warn', 'record'])
export type RuleLevel = z.infer<typeof RuleLevel>

/**
 * How the source of a value was read: the law’s own text, also in translation; a report of it by somebody else; or not
 * at all. None of the three is a review by a lawyer.
 */
export const Verified = z.enum(['primary', 'secondary', 'no']).meta({
  description:
    'how the source was read: primary, the law’s own text; secondary, what somebody else says of it; no, or absent: nobody has read it, and the value refuses nothing',
})
export type Verified = z.infer<typeof Verified>

const Citation = z.string().min(1).max(500).meta({ description: 'the provision, and where it was read' })

/** Since when and until which day, both included, a value is law. */
const VALIDITY = {
  validFrom: Day.optional().meta({
    description: 'the day since which it is law; absent: nobody knows since when, and it applies to any earlier time',
  }),
  validUntil: Day.optional(),
}

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
  'intakeAnswer',
  'deviceExamination',
  'platformAnswer',
  'mlaOutgoingAcknowledgement',
  'mlaOutgoingAnswer',
  'policeReportAnswer',
  'transferReceipt',
  'fundDecision',
  'fundPayment',
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
    authority: Code.optional().meta({
      description:
        'For custody: who holds the person, POLICE, PROSECUTION, DISTRICT_COURT, HIGH_COURT, SUPREME_COURT, or another authority that holds persons under a power of its own, such as IMMIGRATION; if it is absent, any of the first five. For an appeal: the court whose decision is appealed, DISTRICT_COURT, HIGH_COURT or SUPREME_COURT; if it is absent, any court.',
    }),
    prolongs: Code.optional().meta({
      description:
        'the clock of an extension applies only to a detention that this authority ordered; if that is not known, the longest applies; if no clock names the authority, the limit is unknown, and a breach is claimed of the longest',
    }),
    legalBasis: Reference.optional().meta({
      description:
        'applies only if the fact names this legal basis; of a fund of the state: only to this fund, by the code of the application',
    }),
    persons: z.literal('children').optional().meta({
      description:
        'of custody: only for who is a child, or whose age is in doubt; where such a clock fits, no other applies to them; absent: for anybody',
    }),
    ages: AgeRange.optional().meta({
      description:
        'of a limit for children: only for who is certainly of that age; the narrowest that fits applies, and no wider one; absent: all children',
    }),
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
    countsFrom: z.enum(['arrest', 'firstOrder']).optional().meta({
      description:
        'of an order or extension: arrest: the time since the arrest counts; firstOrder: so does the time under earlier orders of the authority in the same custody, and of an extension that under its earlier extensions of orders of the same authority; absent: only the time under this order',
    }),
    resumes: z.literal(true).optional().meta({
      description: 'with the time since an arrest: after a release and an arrest on the same ground, the earlier time counts, too',
    }),
    excludes: listOf(Code, 20)
      .optional()
      .meta({ description: 'the reasons for which stated time of custody does not count, such as the journey to a court' }),
    ...VALIDITY,
    source: z.string().min(1).max(500).meta({ description: 'the article, or a note that it is practice' }),
    verified: Verified.optional(),
  })
  .refine(
    ({ maxDays, maxHours, unlimited }) => [maxDays, maxHours, unlimited].filter((one) => one !== undefined).length === 1,
    'state exactly one of maxDays, maxHours and unlimited',
  )
  .refine(
    ({ activity, maxDays }) => maxDays !== undefined || CUSTODY_ACTIVITIES.includes(activity),
    'only custody and a release are limited in hours, or not limited: state maxDays',
  )
  .refine(({ persons, ages }) => ages === undefined || persons !== undefined, 'only a limit for children has ages: state persons')
export type StatutoryClock = z.infer<typeof StatutoryClock>

/**
 * A country whose consul must be notified of each arrest of its nationals, whatever the person wishes, because a treaty
 * requires it.
 */
export const ConsularNotification = z.strictObject({
  sendingState: Jurisdiction,
  source: z.string().min(1).max(500).meta({ description: 'the treaty' }),
  verified: Verified.optional(),
  ...VALIDITY,
})

/** A law by which the time that a person spent in custody before a sentence is deducted from it. */
export const RemandCredit = z.strictObject({
  percent: z.int().min(1).max(100).optional().meta({
    description:
      'how much of that time is deducted at least, but for exceptions that are not recorded and that `source` names; absent: all of it',
  }),
  source: z.string().min(1).max(500),
  verified: Verified.optional(),
  ...VALIDITY,
})

/** An offence code that a policy lists, with the time in which it is law; a code alone: nobody entered the time. */
export const ListedOffence = z.union([Code, z.strictObject({ code: Code, ...VALIDITY })])
export type ListedOffence = z.infer<typeof ListedOffence>

/** An offence of trafficking as the law of the country has it; one that was changed has an entry for each time. */
export const OffenceLaw = z.strictObject({
  code: Code.meta({ description: 'one of `traffickingOffences`' }),
  acts: nonEmptyListOf(z.union([Act, NationalAct]), 30)
    .optional()
    .meta({ description: 'its acts: in the codes of a charge where the Palermo Protocol has them, otherwise in codes of this policy' }),
  means: listOf(Means, 9)
    .optional()
    .meta({ description: 'its means; an empty list: the law asks for none, and a charge needs none; absent: not known' }),
  purposes: listOf(Code, 30).optional().meta({ description: 'its purposes; an empty list: the law asks for none; absent: not known' }),
  citation: Citation,
  verified: Verified,
  ...VALIDITY,
})
export type OffenceLaw = z.infer<typeof OffenceLaw>

/** An offence that goes with trafficking and does not have its three elements: a charge for it needs none of them. */
export const RelatedOffence = z.strictObject({
  code: Code,
  is: z.enum([
    'attempt',
    'preparation',
    'conspiracy',
    'participation',
    'facilitation',
    'useOfVictim',
    'document',
    'obstruction',
    'disclosure',
  ]),
  citation: Citation,
  verified: Verified,
  ...VALIDITY,
})
export type RelatedOffence = z.infer<typeof RelatedOffence>

/** Whether a victim of trafficking is punished for what the victim was made to do. */
export const NonPunishment = z.strictObject({
  offences: listOf(Code, 100).optional().meta({ description: 'codes of the offences that it is about; absent: every offence' }),
  covers: z.boolean().meta({ description: 'true: the victim is not punished, or not prosecuted; false: the law leaves that offence out' }),
  mayOnly: z.literal(true).optional().meta({ description: 'the law says that the authority may refrain from it, not that it must' }),
  source: z.string().min(1).max(500).meta({ description: 'the provision, with its conditions' }),
  verified: Verified.optional(),
  ...VALIDITY,
})
export type NonPunishment = z.infer<typeof NonPunishment>

/** Which body of the country an authority of custody is; the courts from the first instance to the last. */
export const CompetentAuthority = z.strictObject({
  authority: Code.meta({ description: 'one of criminal procedure, or another that holds persons under a power of its own' }),
  name: z.string().min(1).max(200),
  holdsNobody: z
    .literal(true)
    .optional()
    .meta({ description: 'of an authority outside criminal procedure: the law gives it no power of its own to hold persons' }),
  decidesLast: z.literal(true).optional().meta({ description: 'of a court: no appeal lies against its judgments on an appeal' }),
  citation: Citation,
  verified: Verified,
})
export type CompetentAuthority = z.infer<typeof CompetentAuthority>

/** The age under which the law of the country on trafficking has a child. The rules have it at 18, by treaty. */
export const ChildAge = z.strictObject({ under: z.int().min(1).max(21), citation: Citation, verified: Verified, ...VALIDITY })

/** The age from which a person answers for an offence. */
export const CriminalAge = z.strictObject({ from: z.int().min(1).max(21), citation: Citation, verified: Verified, ...VALIDITY })

/** Whether an agency of a mandate, other than police, may identify a person as a presumed victim. */
export const IdentificationMandate = z.strictObject({
  mandate: SupportMandate,
  mayIdentify: z.boolean(),
  source: z.string().min(1).max(500).meta({ description: 'the provision, or a note that it is practice' }),
  verified: Verified.optional(),
  ...VALIDITY,
})

/** A duty to report what an agency learns to police or another authority, whatever the person wishes. */
export const ReportingDuty = z.strictObject({
  about: z.enum(['child', 'anyone']).meta({ description: 'child: of a person under 18, or whose age is in doubt' }),
  mandates: listOf(SupportMandate, 20)
    .optional()
    .meta({ description: 'the mandates of the agencies that have the duty; absent: every agency' }),
  source: z.string().min(1).max(500).meta({ description: 'the provision' }),
  verified: Verified.optional(),
  ...VALIDITY,
})
export type ReportingDuty = z.infer<typeof ReportingDuty>

/**
 * Whether the country is party to the Convention Abolishing the Requirement of Legalisation for Foreign Public Documents (The
 * Hague, 5 October 1961): a public document of another party is authenticated by its apostille.
 */
export const ApostilleConvention = z.strictObject({
  isParty: z.literal(false).optional().meta({ description: 'false: it was not party as of `validUntil`; absent: it is party' }),
  source: z.string().min(1).max(500).meta({ description: 'where the accession or the entry into force was read' }),
  verified: Verified.optional(),
  ...VALIDITY,
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
  traffickingOffences: listOf(ListedOffence, 1_000),
  /** The offence codes that trafficked persons are often forced to commit; an attempt counts like the offence. */
  forcedCriminalityOffences: listOf(ListedOffence, 1_000)
    .optional()
    .meta({ description: 'before a charge of one of them, the accused is checked for indicators; absent: codes that nobody has verified' }),
  clocks: listOf(StatutoryClock, 1_000),
  consularNotifications: listOf(ConsularNotification, 300).optional(),
  apostille: ApostilleConvention.optional().meta({ description: 'absent: not known whether the country is party to the convention' }),
  remandCredit: listOf(RemandCredit, 20)
    .optional()
    .meta({ description: 'absent: no such law is known, and a sentence is counted from the day on which it was imposed' }),
  /** What the listed offences of the country consist of. */
  offences: listOf(OffenceLaw, 200).optional(),
  relatedOffences: listOf(RelatedOffence, 200).optional(),
  nonPunishment: listOf(NonPunishment, 50)
    .optional()
    .meta({ description: 'what a victim of trafficking is not punished for; an offence that no entry covers is unknown' }),
  authorities: listOf(CompetentAuthority, 50).optional(),
  childAge: ChildAge.optional(),
  criminalAge: CriminalAge.optional(),
  identificationMandates: listOf(IdentificationMandate, 20)
    .optional()
    .meta({ description: 'who may identify a presumed victim in addition to police; a mandate that is not listed is unknown' }),
  reportingDuties: listOf(ReportingDuty, 50).optional().meta({ description: 'absent: unknown; an empty list states that there is none' }),
})
export type JurisdictionPolicy = z.infer<typeof JurisdictionPolicy>

/** The JSON Schema of a policy file, for editors; published as deploy/policy/policy.schema.json. */
export const policySchema = (): string => `${JSON.stringify(z.toJSONSchema(JurisdictionPolicy, { io: 'input' }), null, 2)}\n`
