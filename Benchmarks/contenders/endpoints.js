'use strict';
// The endpoints for Node, whatever carries the calls: `call(service, path)` gives the value of a service's response, and
// throws for one that is no 200. The key is the first segment of the path.

const services = ['users', 'orders', 'payments'];

module.exports = (call) => {
    const profile = (ordersPath) => async (id) => {
        const [user, orders, payments] = await Promise.all([
            call('users', `/users/${id}`), call('orders', ordersPath + id), call('payments', `/payments/${id}`),
        ]);
        return { user, orders, payments };
    };
    const parts = (count) => async (id) => {
        const calls = [];
        for (let index = 0; index < count; index++) {
            const service = services[index % 3];
            calls.push(call(service, `/${service}/part-${index}/${id}`));
        }
        const whole = {};
        (await Promise.all(calls)).forEach((part, index) => { whole[`part${index}`] = part; });
        return whole;
    };
    return {
        'profile-2': profile('/orders/2/'),
        'profile-20': profile('/orders/20/'),
        'profile-200': profile('/orders/200/'),
        slow: profile('/orders/slow/'),
        one: parts(1),
        three: parts(3),
        ten: parts(10),
        failing: async (id) => {
            const [user, orders, payments] = await Promise.all([
                call('users', `/users/${id}`), call('orders', `/broken/${id}`).catch(() => null),
                call('payments', `/payments/${id}`),
            ]);
            return { user, orders, payments };
        },
        shaped: async (id) => {
            const [user, list, payments] = await Promise.all([
                call('users', `/users/${id}`), call('orders', `/orders/items/${id}`), call('payments', `/payments/${id}`),
            ]);
            return { user, items: list.items.map(({ id, name, price }) => ({ id, name, price })), payments };
        },
        chain: async (id) => {
            const user = await call('users', `/users/${id}`);
            return { user, payments: await call('payments', `/payments/of/${encodeURIComponent(user.accountId)}`) };
        },
        // `id` is the list of values here.
        join: async (ids) => {
            const values = ids.split(',');
            const calls = [];
            for (let from = 0; from < values.length; from += 50) {
                calls.push(call('orders', `/orders/products?ids=${values.slice(from, from + 50).join(',')}`));
            }
            const byValue = {};
            for (const batch of await Promise.all(calls)) for (const product of batch) byValue[product.id] = product;
            return byValue;
        },
    };
};
