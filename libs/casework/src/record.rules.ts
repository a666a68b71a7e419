/**
 * A rule that protects the record, applied to one kind of thing. It is a `Rule` of libs/decider: rules with the same
 * id say the same of different things, and `about` says of which.
 */
export interface RecordRule<S, C> {
  readonly id: string
  readonly about: string
  readonly sentence: string
  readonly source: string
  readonly level: 'block' | 'warn'
  readonly integrity?: true
  holds(state: S, command: C): boolean
  facts(state: S, command: C): readonly string[]
}

/** When the rule holds, and references to what it is about. */
export interface RecordCondition<S, C> {
  holds(state: S, command: C): boolean
  facts(state: S, command: C): readonly string[]
}

/** What a rule says of every thing that it is applied to. */
export type GeneralRule = Pick<RecordRule<unknown, unknown>, 'id' | 'sentence' | 'source' | 'level' | 'integrity'>

const general = (id: string, sentence: string): GeneralRule => ({
  id: `case.${id}`,
  sentence,
  source: 'integrity of the record',
  level: 'block',
  integrity: true,
})

/** `supportPlan`: a support plan. */
const withArticle = (about: string): string => {
  const words = about.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
  return `${/^[aeiou]/.test(words) ? 'an' : 'a'} ${words}`
}

const rulesOf =
  (rule: GeneralRule, sentenceOf: (thing: string) => string) =>
  <S, C>(about: string, condition: RecordCondition<S, C>): RecordRule<S, C> => ({
    ...rule,
    about,
    sentence: sentenceOf(withArticle(about)),
    ...condition,
  })

/** The rules of the record that are applied to several kinds of things, as they read without one. */
export const recordRules = {
  thingIsRecordedOnce: general(
    'thing-is-recorded-once',
    'what has an id of its own is recorded once under that id: another one needs its own',
  ),
  namedThingIsOnRecord: general('named-thing-is-on-record', 'a fact that names the id of another thing names one that is on record'),
  recordBelongsToCase: general('record-belongs-to-case', 'a fact is recorded only in a case in which at least one event is recorded'),
  endedThingIsOpen: general('ended-thing-is-open', 'only what is open or in force is ended, answered or reviewed'),
  otherPartyIsAnother: general('other-party-is-another', 'a fact between two cases or two offices names two different ones'),
  actIsRecordedByOneSector: {
    id: 'case.act-is-recorded-by-one-sector',
    sentence: 'what a party did is recorded by one sector: another record of it is the same fact',
    source: 'quality of the record: the fact is kept as recorded until it is corrected',
    level: 'warn',
  },
  intervalEndsAfterStart: {
    id: 'case.interval-ends-after-start',
    sentence: 'an interval does not end before it starts',
    source: 'quality of the record: the fact is kept as recorded until it is corrected',
    level: 'warn',
  },
} as const

/**
 * What has an id of its own is recorded once.
 * @param about the kind of thing, in camel case and without an article
 */
export const thingIsRecordedOnce = rulesOf(
  recordRules.thingIsRecordedOnce,
  (thing) => `${thing} is recorded once under its id: another one needs its own`,
)

/**
 * What a fact names by its id is on record.
 * @param about the kind of the named thing, as in `thingIsRecordedOnce`
 */
export const namedThingIsOnRecord = rulesOf(
  recordRules.namedThingIsOnRecord,
  (thing) => `a fact that names ${thing} by its id names one that is on record`,
)

/**
 * What is ended, answered or reviewed is open or in force.
 * @param about the kind of thing, as in `thingIsRecordedOnce`
 */
export const endedThingIsOpen = rulesOf(
  recordRules.endedThingIsOpen,
  (thing) => `only ${thing} that is open or in force is ended, answered or reviewed`,
)

/**
 * A fact between two names two.
 * @param about the kind of both, as in `thingIsRecordedOnce`
 */
export const otherPartyIsAnother = rulesOf(
  recordRules.otherPartyIsAnother,
  (thing) => `${thing} is never its own counterpart: the two that a fact names differ`,
)

/**
 * An interval that is reported does not end before it starts.
 * @param about the kind of thing that lasts so long, as in `thingIsRecordedOnce`
 */
export const intervalEndsAfterStart = rulesOf(recordRules.intervalEndsAfterStart, (thing) => `${thing} does not end before it starts`)

/**
 * What a party did, and several sectors learned of, is recorded by one of them.
 * @param about the kind of act, as in `thingIsRecordedOnce`
 */
export const actIsRecordedByOneSector = rulesOf(
  recordRules.actIsRecordedByOneSector,
  (thing) => `${thing} is recorded by one sector: another record of it is the same fact`,
)

/** A command whose reads say whether its case exists. */
interface OfCase {
  readonly known: { readonly caseExists: boolean }
}

/** Nothing is kept of a case that does not exist. */
export const recordBelongsToCase = {
  ...recordRules.recordBelongsToCase,
  holds: (_: unknown, { known }: OfCase): boolean => known.caseExists,
}
