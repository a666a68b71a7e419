// Runs in the pod of the load: serves the public keys of its tokens with TLS. Arguments: folder of the certificate, file of the keys, port.
import { readFileSync } from 'node:fs'
import { createServer } from 'node:https'
import { join } from 'node:path'

const [tls = '', keys = '', port = ''] = process.argv.slice(2)
const answer = readFileSync(keys)
createServer({ key: readFileSync(join(tls, 'tls.key')), cert: readFileSync(join(tls, 'tls.crt')) }, (_, reply) => {
  reply.setHeader('content-type', 'application/json').end(answer)
}).listen(Number(port))
process.once('SIGTERM', () => process.exit())
