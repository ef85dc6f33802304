// QtCore: containers and strings, whose accessors detach; threads.
// REQUIRES: qt
// RUN: %sendsync %s -- -std=c++17 -fPIC -pthread %qt %inc \
// RUN:   -Xclang -verify -Xclang -verify-ignore-unexpected=note
#include <QtCore/QHash>
#include <QtCore/QList>
#include <QtCore/QMap>
#include <QtCore/QMutex>
#include <QtCore/QReadWriteLock>
#include <QtCore/QSet>
#include <QtCore/QString>
#include <QtCore/QThread>
#include <QtCore/QVector>
#define SENDSYNC_SHORT_NAMES
#include <sendsync/annotations.h>

class Settings {
public:
  void set(const QString &key, const QString &value) {
    QWriteLocker lock(&rw_);
    values_.insert(key, value);
    order_.append(key);
    name_ = key;
  }
  QString flagged_inserts(const QString &key) {
    QReadLocker lock(&rw_);
    return values_[key]; // expected-warning {{'values_' requires holding 'rw_' exclusively}}
  }
  QString flagged_first_detaches() {
    QReadLocker lock(&rw_);
    return order_.first(); // expected-warning {{'order_' requires holding 'rw_' exclusively}}
  }
  int flagged_begin_detaches() {
    QReadLocker lock(&rw_);
    return order_.begin() == order_.constEnd(); // expected-warning {{'order_' requires holding 'rw_' exclusively}}
  }
  void flagged_data_detaches() {
    QReadLocker lock(&rw_);
    (void)name_.data(); // expected-warning {{'name_' requires holding 'rw_' exclusively}}
  }
  QString accepted_value(const QString &key) {
    QReadLocker lock(&rw_);
    return values_.value(key);
  }
  QString accepted_const_access(const QString &key) const {
    QReadLocker lock(&rw_);
    return order_.isEmpty() ? values_[key] : order_.first();
  }
  int accepted_counts() {
    QReadLocker lock(&rw_);
    return values_.size() + order_.count() + name_.length();
  }
  QString accepted_at() {
    QReadLocker lock(&rw_);
    return order_.at(0) + order_.constFirst();
  }
  bool accepted_iterators() {
    QReadLocker lock(&rw_);
    return values_.constFind(name_) != values_.constEnd();
  }

private:
  mutable QReadWriteLock rw_;
  QHash<QString, QString> values_ GUARDED_BY(rw_);
  QList<QString> order_ GUARDED_BY(rw_);
  QString name_ GUARDED_BY(rw_);
};

class Lines {
public:
  void add(int line) { QMutexLocker lock(&m_); lines_.append(line); }
  void put(int line) { QMutexLocker lock(&m_); lines_.push_back(line); }
  void clear() { QMutexLocker lock(&m_); lines_.clear(); byName_.clear(); }
  const QVector<int> &flagged_reference() const {
    QMutexLocker lock(&m_);
    return lines_; // expected-warning {{returns a reference to 'lines_', which is guarded by 'm_'}}
  }
  QMap<QString, int>::const_iterator flagged_iterator(const QString &name) const {
    QMutexLocker lock(&m_);
    return byName_.constFind(name); // expected-warning {{returns an iterator into 'byName_', which is guarded by 'm_'}}
  }
  int flagged_size() const { return lines_.size(); } // expected-warning {{'lines_' is read without 'm_'}}
  QVector<int> accepted_copy() const { QMutexLocker lock(&m_); return lines_; }
  int accepted_copy_of_one(const QString &name) const {
    QMutexLocker lock(&m_);
    return byName_[name];
  }

private:
  mutable QMutex m_;
  QVector<int> lines_;
  QMap<QString, int> byName_;
};

class Texts {
public:
  void set(const QString &name, const QString &text) { QMutexLocker lock(&m_); texts_.insert(name, text); }
  void clear() { QMutexLocker lock(&m_); texts_.clear(); }
  QString accepted_copy_of_text(const QString &name) const {
    QMutexLocker lock(&m_);
    return texts_[name];
  }

  void set(const char *raw) { QMutexLocker lock(&m_); raw_ = raw; }
  const char *flagged_data() const {
    QMutexLocker lock(&m_);
    return raw_.constData(); // expected-warning {{returns a pointer into 'raw_', which is guarded by 'm_'}}
  }
  const char *flagged_converted() const {
    QMutexLocker lock(&m_);
    return raw_; // expected-warning {{returns a pointer into 'raw_', which is guarded by 'm_'}}
  }

private:
  mutable QMutex m_;
  QByteArray raw_;
  QHash<QString, QString> texts_;
};

class Worker : public QThread {
public:
  void flagged_wait_under_the_lock() {
    QMutexLocker lock(&m_);
    quit_ = true;
    wait(); // expected-warning {{'m_' held deadlocks}}
  }
  void accepted_wait() {
    {
      QMutexLocker lock(&m_);
      quit_ = true;
    }
    wait();
  }
  void accepted_wait_that_gives_up() {
    QMutexLocker lock(&m_);
    quit_ = true;
    wait(100);
  }

protected:
  void run() override {
    for (;;) {
      QMutexLocker lock(&m_);
      if (quit_)
        return;
    }
  }

private:
  QMutex m_;
  bool quit_ = false;
};
class Owner {
public:
  void accepted_other_lock() {
    QMutexLocker lock(&m_);
    worker_.wait();
  }

private:
  QMutex m_;
  Worker worker_;
};
