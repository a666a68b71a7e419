import { z } from 'zod'

/** What an OpenAPI document says of one status of an operation. */
export interface DescribedAnswer {
  readonly content?: Readonly<Record<string, { readonly schema?: z.core.JSONSchema.JSONSchema; readonly example?: unknown }>>
}
export interface DescribedOperation {
  readonly summary?: string
  readonly responses?: Readonly<Record<string, DescribedAnswer>>
  readonly requestBody?: { readonly content: { readonly 'application/json': { readonly schema: object; readonly example: object } } }
}
export interface Described {
  readonly openapi: string
  readonly paths: Readonly<Record<string, Readonly<Record<string, DescribedOperation>>>>
}

/** What a service says of itself. */
export const describedAt = async (url: string): Promise<Described> => (await (await fetch(`${url}/openapi.json`)).json()) as Described

/** The schema and the example of an answer, whatever its media type; nothing where it has not both. */
export const outlineIn = ({ content = {} }: DescribedAnswer = {}) => {
  const [{ schema, example } = {}] = Object.values(content)
  return schema === undefined || example === undefined ? undefined : { schema: z.fromJSONSchema(schema), example }
}

/** What in an answer is not as the service describes it: none, where it fits. @throws where it describes nothing */
export const askewIn = async (url: string, asked: string, answer: unknown): Promise<readonly z.core.$ZodIssue[]> => {
  const [method = '', path = ''] = asked.split(' ')
  const { paths } = await describedAt(url)
  const outline = outlineIn(paths[path]?.[method.toLowerCase()]?.responses?.[method === 'GET' ? '200' : '201'])
  if (!outline) throw new Error(`${asked} is not described`)
  return outline.schema.safeParse(answer).error?.issues ?? []
}
