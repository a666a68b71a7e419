import { readdir, readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { EVENT_TYPES, type ReleasedSchema, releasedSchemas, releaseOf } from '@case-timeline/contracts'

/** A schema as it is served. */
export interface PublishedSchema {
  readonly text: string
  /** Whether a later version was released: then this version never changes again. */
  readonly isSuperseded: boolean
}

/** The folder of the schemas of every version that was ever released. */
const RELEASED = fileURLToPath(new URL('../../../libs/contracts/released/', import.meta.url))

const readSchema = (schema: ReleasedSchema): readonly [string, PublishedSchema] => {
  const text = `${JSON.stringify(schema, null, 2)}\n`
  const { type, version } = releaseOf(schema)
  return [addressOf(type, version), { text, isSuperseded: version < (EVENT_TYPES.get(type)?.version ?? 0) }]
}

/** The path of a schema below `/schemas`. */
export const addressOf = (type: string, version: number): string => `${type}/v${version}`

/** The released schemas by their address. An abstract class, so that Nest can use it as an injection token. */
export abstract class PublishedSchemas {
  abstract at(address: string): PublishedSchema | undefined
}

/**
 * Reads the released schemas. Each becomes a complete document, so that a client needs no other document to validate.
 * @throws when the folder cannot be read, or contains a file that is not a released schema
 */
export const publishedSchemas = async (folder: string = RELEASED): Promise<PublishedSchemas> => {
  const read = async (file: string) => JSON.parse(await readFile(`${folder}/${file}`, 'utf8')) as ReleasedSchema
  const schemas = new Map(releasedSchemas(await Promise.all((await readdir(folder)).map(read))).map(readSchema))
  return { at: (address) => schemas.get(address) }
}
