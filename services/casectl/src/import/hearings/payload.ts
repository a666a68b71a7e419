import { z } from 'zod'
import { readWholeText } from '../input-file.ts'
import { InputRefused } from '../input-refused.ts'
import { positionAt, positionOfError } from '../json-position.ts'
import { unfitJson } from './json-bounds.ts'
import type { Json } from './members.ts'

/** A hearing with hundreds of defendants has some megabytes: a larger file is something else, or an attack. */
const MAX_BYTES = 16_777_216
const MAX_PROBLEMS_LISTED = 20

/** Blanks or look-alike characters in an id would make two of one person or case, or one of two. */
const ID = /^[A-Za-z0-9][A-Za-z0-9_.:+~-]*$/
const ONLY_ID = 'must be an id of letters, digits and _ . : + ~ - without blanks'
const Id = z.string().min(1).max(200).regex(ID, ONLY_ID)
const Urn = z
  .string()
  .max(200)
  .refine((text) => text.trim() === '' || ID.test(text.trim().replaceAll('/', '')), ONLY_ID)
  .nullish()
const Text = z.string().max(2_000).nullish()
const listOf = <T extends z.ZodType>(item: T) => z.array(item).max(10_000).nullish()

const JudicialResult = z.looseObject({
  cjsCode: Text,
  category: Text,
  orderedDate: Text,
  ...{ isConvictedResult: z.boolean().nullish(), isDeleted: z.boolean().nullish() },
  nextHearing: z.looseObject({ listedStartDateTime: Text }).nullish(),
})
const OtherOffence = z.looseObject({ offenceCode: Text }).nullish()
const Offence = z.looseObject({
  id: Id,
  offenceCode: z.string().min(1).max(200),
  ...{ startDate: Text, endDate: Text, arrestDate: Text, chargeDate: Text },
  plea: z.looseObject({ pleaDate: Text, pleaValue: Text, lesserOrAlternativeOffence: OtherOffence }).nullish(),
  verdict: z
    .looseObject({
      verdictDate: Text,
      verdictType: z.looseObject({ categoryType: Text }).nullish(),
      lesserOrAlternativeOffence: OtherOffence,
    })
    .nullish(),
  judicialResults: listOf(JudicialResult),
})
const Defendant = z.looseObject({ id: Id, offences: listOf(Offence) })
const ProsecutionCase = z.looseObject({
  id: Id,
  prosecutionCaseIdentifier: z.looseObject({ caseURN: Urn }).nullish(),
  defendants: listOf(Defendant),
})

/** What is read of a hearing that HMCTS Common Platform publishes with its results; other members may be of any shape. */
const HearingResulted = z.looseObject({
  hearing: z.looseObject({
    id: Id,
    type: z.looseObject({ code: Text }).nullish(),
    hearingDays: listOf(z.looseObject({ sittingDay: Text, isCancelled: z.boolean().nullish() })),
    prosecutionCases: listOf(ProsecutionCase),
  }),
})

const refuse = (file: string, explanation: string, position: InputRefused['position'] = {}): never => {
  throw new InputRefused('bad-payload', file, explanation, position)
}

const parsed = (file: string, text: string): Json => {
  let document: Json
  try {
    document = JSON.parse(text) as Json
  } catch {
    const explanation = 'the payload is not JSON from here on: fetch it again, or correct it'
    return refuse(file, explanation, positionOfError(text))
  }
  const unfit = unfitJson(text)
  return unfit ? refuse(file, unfit.explanation, positionAt(text, unfit.offset)) : document
}

/** A hearing by itself, as some interfaces of Common Platform answer it. */
const isHearing = (document: Json): boolean =>
  typeof document === 'object' && document !== null && 'id' in document && 'jurisdictionType' in document && !('hearing' in document)

/**
 * Reads the payload of a hearing: with its results around it, or by itself.
 * @throws InputRefused when it is not JSON in UTF-8, is nested too deeply or too large, or a member that is read has another shape; the message names each such
 * member, and no value
 */
export const readPayload = async (file: string): Promise<Json> => {
  const read = parsed(file, await readWholeText(file, 'the payload', MAX_BYTES))
  const document = isHearing(read) ? { hearing: read } : read
  const { error } = HearingResulted.safeParse(document)
  if (!error) return document
  const problems = error.issues.slice(0, MAX_PROBLEMS_LISTED).map(({ path, message }) => `  ${path.join('.') || 'the payload'}: ${message}`)
  const more = error.issues.length > MAX_PROBLEMS_LISTED ? [`  and ${error.issues.length - MAX_PROBLEMS_LISTED} more`] : []
  return refuse(
    file,
    `this is no resulted hearing of Common Platform, which is an object with the member "hearing", or the hearing itself; correct these members, or leave the file out:\n${[...problems, ...more].join('\n')}`,
  )
}
