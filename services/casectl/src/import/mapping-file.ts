import { UncheckedData } from '@case-timeline/contracts'
import { spanOf } from '@case-timeline/decider'
import { z } from 'zod'
import { readWholeText } from './input-file.ts'
import { InputRefused } from './input-refused.ts'
import { positionOfError } from './json-position.ts'
import { Mapping } from './mapping.ts'

/** A mapping names columns and commands: a larger file is something else, or an attack. */
const MAX_MAPPING_BYTES = 1_048_576

const throwBadMapping = (file: string, explanation: string, position: InputRefused['position'] = {}): never => {
  throw new InputRefused('bad-mapping', file, explanation, position)
}

/** Without the message of the parser, because it quotes the file: a log may have been given as a mapping. */
const parsed = (file: string, text: string): unknown => {
  if (text.trim() === '') return throwBadMapping(file, 'the mapping is empty: see docs/how-to/import-a-log.md for an example')
  try {
    return JSON.parse(text)
  } catch {
    const explanation =
      'the mapping is not JSON from here on: a comma, a quote or a bracket is missing or too many, or this is another file'
    return throwBadMapping(file, explanation, positionOfError(text))
  }
}

const MAX_PROBLEMS_LISTED = 20

/** What to write where none of the forms of a template fits: zod only says that the input is invalid. */
const TEMPLATE_FORMS = 'use a constant, {"$column": …, "as": …}, {"$case": …, "as": …}, {"$ref": …}, a list or an object of these'

const problemOf = ({ path, message, code }: z.core.$ZodIssue): string =>
  `  ${path.join('.') || 'the mapping'}: ${code === 'invalid_union' ? TEMPLATE_FORMS : message}`

/** Reads a mapping and validates it. @throws InputRefused with each invalid member */
export const readMapping = async (file: string): Promise<Mapping> => {
  const read = parsed(file, await readWholeText(file, 'the mapping', MAX_MAPPING_BYTES))
  // Before anything else looks at it, because validation recurses.
  if (!UncheckedData.safeParse(read).success)
    return throwBadMapping(file, 'the mapping is nested more than 32 deep, and no mapping needs that: use a flat one')
  const mapping = Mapping.safeParse(read)
  if (!mapping.success) {
    const { issues } = mapping.error
    const more = issues.length > MAX_PROBLEMS_LISTED ? [`  and ${issues.length - MAX_PROBLEMS_LISTED} more`] : []
    const problems = [...issues.slice(0, MAX_PROBLEMS_LISTED).map(problemOf), ...more]
    return throwBadMapping(file, `the mapping does not match deploy/mappings/mapping.schema.json:\n${problems.join('\n')}`)
  }
  const { zone } = mapping.data.time
  try {
    spanOf('2000-01-01', zone)
  } catch {
    return throwBadMapping(file, `time.zone: ${zone} is not an IANA time zone: use for example Asia/Jakarta`)
  }
  return mapping.data
}
