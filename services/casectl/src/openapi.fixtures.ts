import { z } from 'zod'
import { resolvedDocument } from './resolved-openapi.fixtures.ts'

/** The OpenAPI description of one response status of an operation. */
export interface DescribedAnswer {
  readonly content?: Readonly<Record<string, { readonly schema?: z.core.JSONSchema.JSONSchema; readonly example?: unknown }>>
}
export interface DescribedOperation {
  readonly operationId?: string
  readonly summary?: string
  readonly responses?: Readonly<Record<string, DescribedAnswer>>
  readonly requestBody?: { readonly content: { readonly 'application/json'?: { readonly schema: object; readonly example: object } } }
}
export interface OpenApiDocument {
  readonly openapi: string
  readonly paths: Readonly<Record<string, Readonly<Record<string, DescribedOperation>>>>
}

/** Fetches the OpenAPI document of a service as it is published. */
export const fetchPublished = async (url: string): Promise<unknown> => (await fetch(`${url}/openapi.json`)).json()

/** Fetches the OpenAPI document of a service, with each reference replaced by the exact schema (`resolvedDocument`). */
export const fetchOpenApi = async (url: string): Promise<OpenApiDocument> => resolvedDocument(await fetchPublished(url)) as OpenApiDocument

/** The schema and the example of a response, of any media type; `undefined` where one of them is missing. */
export const schemaAndExampleOf = ({ content = {} }: DescribedAnswer = {}) => {
  const [{ schema, example } = {}] = Object.values(content)
  return schema === undefined || example === undefined ? undefined : { schema: z.fromJSONSchema(schema), example }
}

/**
 * The differences between a response body and its schema; empty if it matches.
 * @throws if the operation has no schema
 */
export const schemaViolations = async (url: string, operation: string, answer: unknown): Promise<readonly z.core.$ZodIssue[]> => {
  const [method = '', path = ''] = operation.split(' ')
  const { paths } = await fetchOpenApi(url)
  const described = schemaAndExampleOf(paths[path]?.[method.toLowerCase()]?.responses?.[method === 'GET' ? '200' : '201'])
  if (!described) throw new Error(`${operation} has no schema and example in the OpenAPI document of ${url}`)
  return described.schema.safeParse(answer).error?.issues ?? []
}
