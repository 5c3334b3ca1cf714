export type { Answer, Connection, Link, Message, Request, Result } from '@boss-deployer/client'
export type { LinkChannel, WireError } from '@boss-deployer/protocol'
