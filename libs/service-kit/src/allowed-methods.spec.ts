import { expect, it } from '@jest/globals'
import { fastify } from 'fastify'
import { allowedMethodsOf } from './allowed-methods.ts'

it('knows the methods of the routes that have an address', async () => {
  const server = fastify()
  const allowedMethods = allowedMethodsOf(server)
  server.get('/cases/:caseId', async () => '')
  server.post('/cases/:caseId/open-case', async () => '')
  server.get('/docs/*', async () => '')
  server.get('/openapi.json', async () => '')
  await server.ready()
  expect(allowedMethods('/cases/7').toSorted()).toEqual(['GET', 'HEAD'])
  expect(allowedMethods('/cases/7/open-case')).toEqual(['POST'])
  expect(allowedMethods('/docs/a/b').toSorted()).toEqual(['GET', 'HEAD'])
  for (const path of ['/cases', '/cases/', '/cases/7/8', '/openapixjson', '/']) expect(allowedMethods(path)).toEqual([])
})
