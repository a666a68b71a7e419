/** A JSON Schema as far as the OpenAPI documents use it. */
export interface JsonSchema {
  readonly $ref?: string
  readonly title?: string
  readonly description?: string
  readonly type?: string | readonly string[]
  readonly format?: string
  readonly pattern?: string
  readonly enum?: readonly unknown[]
  readonly properties?: Readonly<Record<string, JsonSchema>>
  readonly required?: readonly string[]
  readonly additionalProperties?: boolean | JsonSchema
  readonly items?: JsonSchema
  readonly oneOf?: readonly JsonSchema[]
  readonly anyOf?: readonly JsonSchema[]
  readonly allOf?: readonly JsonSchema[]
  readonly discriminator?: { readonly propertyName: string; readonly mapping: Readonly<Record<string, string>> }
  readonly [keyword: string]: unknown
}

/** Whether a schema is sent by a caller or answered by the service: what is answered may have more than it says. */
export type Direction = 'sent' | 'answered'

/** A schema as text without its title and its description: two schemas with the same text accept the same. */
export const shapeOf = ({ title: _, description: __, ...schema }: JsonSchema): string => JSON.stringify(schema)

const withCapital = (text: string): string => `${text[0]?.toUpperCase() ?? ''}${text.slice(1)}`

/** The name of a component from a text such as `case-file` or `investigation.CaseOpened`. */
export const componentName = (text: string): string =>
  text
    .split(/[^A-Za-z0-9]+/)
    .map(withCapital)
    .join('')

/** The name of one item of a list: `entries` → `Entry`, `rows` → `Row`. */
export const singular = (list: string): string =>
  list
    .replace(/ies$/, 'y')
    .replace(/(?<=ss|x|ch)es$/, '')
    .replace(/(?<![su])s$/, '')

/** A schema with a description, which may be the one it has. */
export const described = (schema: JsonSchema, description: string | undefined): JsonSchema =>
  description === undefined ? schema : { ...schema, description }

/** The members of an object that both have, if their schemas are the same. */
export const commonMembers = (schemas: readonly JsonSchema[]): Readonly<Record<string, JsonSchema>> => {
  const [first, ...others] = schemas
  return Object.fromEntries(
    Object.entries(first?.properties ?? {}).filter(([name, member]) =>
      others.every(({ properties }) => JSON.stringify(properties?.[name]) === JSON.stringify(member)),
    ),
  )
}
