import * as contracts from '@case-timeline/contracts'
import { z } from 'zod'
import { type JsonSchema, shapeOf } from './json-schema.ts'

/** A schema that the contracts export under a name. */
export interface Named {
  readonly name: string
  readonly schema: JsonSchema
}

/** What the contracts name: the schemas that they export, and the data of each event type. */
export interface Names {
  /** The schema with this shape; of several the one with the same description, otherwise the most general one. */
  of(schema: JsonSchema): Named | undefined
  /** The schema of the data of an event type. */
  dataOf(eventType: string): JsonSchema | undefined
}

const jsonSchemaOf = (schema: z.core.$ZodType): JsonSchema => {
  const { $schema: _, ...json } = z.toJSONSchema(schema, { target: 'openapi-3.0', unrepresentable: 'any' }) as JsonSchema
  return json
}

/** Names of classes that every Java file knows. */
const RESERVED: Readonly<Record<string, string>> = { Override: 'RuleOverride' }

const mayBeNamed = ({ type, pattern, enum: values = [], properties = {}, oneOf, anyOf }: JsonSchema): boolean =>
  Object.keys(properties).length > 0 ||
  oneOf !== undefined ||
  anyOf !== undefined ||
  (type === 'string' && (pattern !== undefined || values.length > 1))

/** Reads the names from the exports of the contracts, so that no list of them has to be kept. */
export const namesOfContracts = (): Names => {
  const data = new Map([...contracts.EVENT_TYPES.values()].map((event) => [event.type, jsonSchemaOf(event.data)] as const))
  const exported = Object.entries(contracts)
    .flatMap(([name, value]): Named[] =>
      value instanceof z.ZodType ? [{ name: RESERVED[name] ?? name, schema: jsonSchemaOf(value) }] : [],
    )
    .filter(({ schema }) => mayBeNamed(schema))
    // The shortest name is the most general one: `Id`.
    .toSorted((one, other) => one.name.length - other.name.length)
  const byShape = new Map<string, Named[]>()
  for (const one of exported) byShape.set(shapeOf(one.schema), [...(byShape.get(shapeOf(one.schema)) ?? []), one])
  return {
    of(schema) {
      const found = mayBeNamed(schema) ? byShape.get(shapeOf(schema)) : undefined
      return found?.find((one) => one.schema.description === schema.description) ?? found?.[0]
    },
    dataOf: (eventType) => data.get(eventType),
  }
}
