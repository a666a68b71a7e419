import { z } from 'zod'

/** The schema of a variable, with what it is for and an example. */
export const variable = <T extends z.ZodType>(schema: T, example: string, description: string): T =>
  schema.meta({ examples: [example], description })

/** The schema of a URL. @param protocols with their colon */
export const urlSchema = (protocols: readonly string[]) =>
  z
    .string()
    .refine((text) => URL.canParse(text), { error: 'is not a URL', abort: true })
    .refine((text) => protocols.includes(new URL(text).protocol), {
      error: `must begin with ${protocols.map((one) => `${one}//`).join(' or ')}`,
    })

/** A text of a pattern. @param error what is wrong with any other */
export const matching = (pattern: RegExp, error: string) => z.string().regex(pattern, { error })
