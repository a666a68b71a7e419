// Calls the API with openapi-fetch: reads one call per line, as JSON, and prints one answer per line.
import { createInterface } from 'node:readline'
import createClient from 'openapi-fetch'

for await (const line of createInterface({ input: process.stdin })) {
  const { url, token, method, path, parameters: params, body } = JSON.parse(line)
  const client = createClient({ baseUrl: url, headers: { authorization: `Bearer ${token}` } })
  const { data, error, response } = await client.request(method.toLowerCase(), path, { params, body })
  const headers = Object.fromEntries([...response.headers].map(([name, value]) => [name, [value]]))
  console.log(JSON.stringify({ status: response.status, headers, body: data ?? error }))
}
