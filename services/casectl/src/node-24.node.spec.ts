import { specifyOn } from './node-version.fixtures.ts'

specifyOn('node24')
