import { expect, it } from '@jest/globals'
import type { ReferenceObject, ResponseObject } from '@nestjs/swagger'
import { shareAnswers } from './shared-answers.ts'

it('an answer of several operations is described once, under the name of the first, and one that differs stays where it is', () => {
  const page = () => ({ description: 'a page', content: { 'application/json': { schema: { type: 'string' as const } } } })
  const problem = { $ref: '#/components/responses/Problem' }
  const operation = (operationId: string, answer: ResponseObject | ReferenceObject) => ({
    operationId,
    responses: { 200: answer, default: problem },
  })
  const paths = {
    '/events': { get: operation('GetEvents', page()) },
    '/cases': { get: operation('GetCases', { ...page(), description: 'another page' }), post: operation('PostCases', page()) },
  }
  expect(shareAnswers(paths)).toEqual({ GetEventsAnswer: page() })
  const shared = { $ref: '#/components/responses/GetEventsAnswer' }
  expect(paths).toEqual({
    '/events': { get: operation('GetEvents', shared) },
    '/cases': { get: operation('GetCases', { ...page(), description: 'another page' }), post: operation('PostCases', shared) },
  })
})
