'use strict';
// Node's own `http`, with an agent that keeps its connections. Environment: PORT, TLS_PORT, USERS_URL, ORDERS_URL,
// PAYMENTS_URL, CERTIFICATE, KEY.
const fs = require('node:fs');
const http = require('node:http');
const https = require('node:https');

const environment = process.env;
const agent = new http.Agent({ keepAlive: true, maxSockets: Infinity, maxFreeSockets: 4096 });
const ports = Object.fromEntries(['users', 'orders', 'payments'].map(
    (name) => [name, Number(new URL(environment[`${name.toUpperCase()}_URL`]).port)]));

const text = (service, path) => new Promise((resolve, reject) => {
    http.get({ host: '127.0.0.1', port: ports[service], path, agent }, (answer) => {
        const chunks = [];
        answer.on('data', (chunk) => chunks.push(chunk));
        answer.on('error', reject);
        answer.on('end', () => {
            if (answer.statusCode !== 200) return reject(new Error(`status ${answer.statusCode}`));
            resolve(chunks.length === 1 ? chunks[0] : Buffer.concat(chunks));
        });
    }).on('error', reject);
});
const endpoints = require('./endpoints.js')(async (service, path) => JSON.parse(await text(service, path)));

const send = (response, status, body) => {
    response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) });
    response.end(body);
};

const listener = (request, response) => {
    const query = request.url.indexOf('?ids=');
    const [, name, id] = (query < 0 ? request.url : request.url.slice(0, query)).split('/');
    if (name === '') return send(response, 200, '{}');
    if (name === 'plain') {
        return text('orders', `/orders/2/${id}`).then(
            (body) => send(response, 200, body), () => send(response, 502, '{}'));
    }
    const endpoint = endpoints[name];
    if (!endpoint) return send(response, 404, '{}');
    endpoint(query < 0 ? id : request.url.slice(query + 5)).then(
        (whole) => send(response, 200, JSON.stringify(whole)), () => send(response, 502, '{}'));
};

const options = { keepAliveTimeout: 600_000, noDelay: true };
http.createServer(options, listener).listen(Number(environment.PORT), '127.0.0.1', 4096);
https.createServer(
    { ...options, cert: fs.readFileSync(environment.CERTIFICATE), key: fs.readFileSync(environment.KEY), minVersion: 'TLSv1.3' },
    listener).listen(Number(environment.TLS_PORT), '127.0.0.1', 4096);
