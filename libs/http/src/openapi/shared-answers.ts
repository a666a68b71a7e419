import type { OpenAPIObject, OperationObject, ResponseObject } from '@nestjs/swagger'

type Answer = NonNullable<OperationObject['responses']>[string]

/** Describes an answer that several operations have once, under the name of the first of them, and refers to it. */
export const shareAnswers = (paths: OpenAPIObject['paths']): Readonly<Record<string, ResponseObject>> => {
  const operations = Object.values(paths).flatMap(({ get, post }) => [get, post].flatMap((operation) => operation ?? []))
  const first = new Map<string, string>()
  const shared = new Map<string, ResponseObject>()
  const isShareable = (answer: Answer): answer is ResponseObject => answer !== undefined && !('$ref' in answer)
  for (const { operationId = '', responses = {} } of operations)
    for (const answer of Object.values(responses)) {
      if (!isShareable(answer)) continue
      const text = JSON.stringify(answer)
      const name = first.get(text)
      if (name === undefined) first.set(text, `${operationId}Answer`)
      else shared.set(name, answer)
    }
  for (const operation of operations)
    operation.responses = Object.fromEntries(
      Object.entries(operation.responses ?? {}).map(([status, answer]) => {
        const name = isShareable(answer) ? (first.get(JSON.stringify(answer)) ?? '') : ''
        return [status, shared.has(name) ? { $ref: `#/components/responses/${name}` } : answer]
      }),
    )
  return Object.fromEntries(shared)
}
