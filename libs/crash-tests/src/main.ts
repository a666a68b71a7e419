// `npm run test:cluster`: see docs/how-to/test-on-a-cluster.md.
import { testCluster } from './cluster/test-cluster.ts'

process.exitCode = await testCluster(process.env)
